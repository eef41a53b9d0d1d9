-- One key per product batch. A device of the batch has a secret derived from it, and needs nothing else to register
-- itself in the platform-wide pool. The key is sealed: the secrets are derived from it at the door.
create table factory_key (
    id         uuid primary key,
    org_id     bigint      not null references org,
    name       text        not null,
    model      text,
    key_sealed bytea       not null,
    expires_at timestamptz,
    max_uses   integer check (max_uses > 0),
    uses       integer     not null default 0,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version    integer     not null default 1
);
create index factory_key_org on factory_key (org_id, created_at desc);

alter table factory_key enable row level security;
alter table factory_key force row level security;

-- app.enrollment names one key at its door: the hash of an enrollment key or provision token, or the id of this one.
create policy factory_key_scope on factory_key
    using ((org_id = (select scope_org()) and (select scope_wide())) or id::text = (select scope_enrollment()));

grant select, insert, update on factory_key to ${appRole};

-- Whose derived secret a device began with.
alter table device_credential add factory_key uuid;
create index device_unclaimed on device (id) where org_id is null;

-- Somebody proved to hold a key and named a device that is somebody else's: one of the two is not what it says. Shown
-- to the platform operator, never merged. One row for each device and key, however often they come.
create table device_conflict (
    device_id  text        not null,
    key_id     uuid        not null,
    key_kind   text        not null check (key_kind in ('factory-key', 'enrollment-key')),
    key_name   text        not null,
    address    text,
    claims     integer     not null default 1,
    first_at   timestamptz not null default now(),
    last_at    timestamptz not null default now(),
    audited_at timestamptz not null default now(),
    primary key (device_id, key_id)
);
create index device_conflict_last on device_conflict (last_at desc);

alter table device_conflict enable row level security;
alter table device_conflict force row level security;

create policy device_conflict_scope on device_conflict using ((select scope_platform()));

grant select, insert, update on device_conflict to ${appRole};
