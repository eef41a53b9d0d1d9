create table org (
    id         bigint generated always as identity primary key,
    public_id  uuid        not null unique,
    slug       text        not null unique check (slug ~ '^[a-z0-9-]{1,63}$'),
    name       text        not null check (length(name) between 1 and 200),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version    integer     not null default 1
);

-- People belong to the platform; what they may do in an org is their membership.
create table person (
    id                bigint generated always as identity primary key,
    public_id         uuid        not null unique,
    email             text        not null unique check (email = lower(email)),
    name              text        not null,
    password_hash     text        not null,
    platform_operator boolean     not null default false,
    disabled_at       timestamptz,
    failed_logins     integer     not null default 0,
    next_login_at     timestamptz,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    version           integer     not null default 1
);

create table membership (
    person_id  bigint      not null references person,
    org_id     bigint      not null references org,
    role       text        not null check (role in ('ADMIN', 'MANAGER', 'OPERATOR', 'VIEWER')),
    created_at timestamptz not null default now(),
    primary key (person_id, org_id)
);
create index membership_org on membership (org_id);

-- A signed-in browser or a user JWT. Only the hash of a browser's credential is kept.
create table person_session (
    id           uuid primary key,
    person_id    bigint      not null references person,
    kind         text        not null check (kind in ('BROWSER', 'TOKEN')),
    token_hash   bytea unique,
    address      text,
    user_agent   text,
    created_at   timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    expires_at   timestamptz not null,
    ended_at     timestamptz
);
create index person_session_person on person_session (person_id, created_at desc);

-- ES256 keys of the JWTs; the private half sealed under the KEK.
create table signing_key (
    kid            text primary key,
    public_jwk     jsonb       not null,
    private_sealed bytea       not null,
    created_at     timestamptz not null default now(),
    retired_at     timestamptz
);

-- A known text sealed under the KEK: a wrong KEK is found here before anything else is opened.
create table kek_check (
    id         smallint primary key default 1 check (id = 1),
    sealed     bytea       not null,
    created_at timestamptz not null default now()
);

alter table org enable row level security;
alter table org force row level security;
alter table membership enable row level security;
alter table membership force row level security;

create policy org_scope on org
    using (id = (select scope_org()) or (select scope_platform())
        or exists (select from membership m where m.org_id = org.id and m.person_id = (select scope_person())))
    with check ((select scope_platform()) or id = (select scope_org()));

create policy membership_scope on membership
    using (org_id = (select scope_org()) or person_id = (select scope_person()))
    with check (org_id = (select scope_org()));

grant select, insert, update on org, person, person_session, signing_key to ${appRole};
grant select, insert on kek_check to ${appRole};
grant select, insert, update, delete on membership to ${appRole};
