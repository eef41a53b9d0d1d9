-- A device's secret is replaced without the moment in which none works. The one before stays good until previous_until,
-- or, where that is null, until the new one is first used: an answer that is lost on the way locks nobody out. After
-- that it is kept to tell who still comes with it.
--   used_at              when the current secret was first used
--   previous_refused_at  when the use of an ended one was audited last
alter table device_credential
    add used_at timestamptz,
    add previous_version integer,
    add previous_secret bytea,
    add previous_until timestamptz,
    add previous_refused_at timestamptz;
update device_credential set used_at = created_at;

-- Lets one device in, once: a new one, or, with device_id, one that is known and has lost its proof.
create table provision_token (
    id         uuid primary key,
    org_id     bigint      not null references org,
    name       text        not null,
    token_hash bytea       not null unique,
    device_id  text,
    expires_at timestamptz not null,
    used_at    timestamptz,
    used_by    text,
    revoked_at timestamptz,
    created_at timestamptz not null default now()
);
create index provision_token_org on provision_token (org_id, created_at desc);

alter table provision_token enable row level security;
alter table provision_token force row level security;

create policy provision_token_scope on provision_token
    using ((org_id = (select scope_org()) and (select scope_wide()))
        or encode(token_hash, 'hex') = (select scope_enrollment()));

grant select, insert, update on provision_token to ${appRole};
