-- People join an org by invitation: a membership counts once its person has accepted it. Whoever has no password yet
-- sets one with the invitation's link; the link of one org says nothing about another.

alter table person alter column password_hash drop not null;

alter table membership
    add column accepted_at timestamptz default now(),
    add column invited_by  bigint references person,
    add column version     integer     not null default 1,
    add column updated_at  timestamptz not null default now();

create table invitation (
    id         uuid primary key,
    person_id  bigint      not null,
    org_id     bigint      not null,
    token_hash bytea       not null unique,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    foreign key (person_id, org_id) references membership (person_id, org_id) on delete cascade
);
create index invitation_member on invitation (person_id, org_id);

alter table invitation enable row level security;
alter table invitation force row level security;

-- By its token alone, before anybody is signed in; app.enrollment carries the hash of whatever a stranger shows.
create policy invitation_scope on invitation
    using ((org_id = (select scope_org()) and (select scope_wide()))
        or encode(token_hash, 'hex') = (select scope_enrollment()))
    with check (org_id = (select scope_org()) and (select scope_wide()));

grant select, insert, delete on invitation to ${appRole};

-- The platform operator makes orgs and enters them; that they did stands here once a session, and in the org's audit.
create table org_visit (
    session_id uuid        not null references person_session,
    org_id     bigint      not null references org,
    at         timestamptz not null default now(),
    primary key (session_id, org_id)
);
alter table org_visit enable row level security;
alter table org_visit force row level security;
create policy org_visit_scope on org_visit using (org_id = (select scope_org()));
grant select, insert on org_visit to ${appRole};
