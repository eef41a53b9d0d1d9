-- org_id is null while a device is in the platform-wide unclaimed pool.
create table device (
    id         bigint generated always as identity primary key,
    device_id  text        not null unique check (device_id ~ '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$'),
    org_id     bigint references org,
    state      text        not null check (state in ('unclaimed', 'active', 'disabled', 'ejected', 'retired')),
    label      text        not null check (length(label) between 1 and 200),
    model      text,
    notes      text,
    tags       text[]      not null default '{}',
    attributes jsonb       not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version    integer     not null default 1
);
create index device_org_label on device (org_id, label, id);
create index device_label_trgm on device using gin ((device_id || ' ' || label) gin_trgm_ops);

create function scope_device() returns bigint language sql stable parallel safe as
$$ select id from device where device_id = scope_device_id() $$;

-- The secret of a device, sealed under the KEK. version is the ver claim of its JWT: a lower one is revoked.
create table device_credential (
    device      bigint primary key references device,
    org_id      bigint references org,
    version     integer     not null,
    secret      bytea       not null,
    revoked_at  timestamptz,
    created_at  timestamptz not null default now()
);

-- The hot row of a device: what its door needs and what it said last. One row per device, updated in place.
--   event_seq    highest event committed          checkin_seq   highest check-in answered
--   nonce_high, nonce_seen                        the replay window: highest nonce and the 1,024 below it
create table device_channel (
    device          bigint primary key references device,
    org_id          bigint references org,
    event_seq       bigint not null default 0,
    checkin_seq     bigint not null default 0,
    nonce_high      bigint not null default -1,
    nonce_seen      bytea  not null default ''::bytea,
    last_contact_at timestamptz,
    cadence_sec     real,
    firmware        text,
    agent           text,
    boot_id         text,
    transport       text,
    rtt_ms          integer,
    uptime_sec      bigint,
    free_heap_bytes bigint,
    latest_ts       timestamptz,
    latest          jsonb,
    transports      jsonb,
    errlog          jsonb
) with (fillfactor = 60);

-- Open sockets. A late close names its own connection and so never closes a newer one.
create table device_connection (
    device     bigint primary key references device,
    org_id     bigint references org,
    connection uuid        not null,
    node       text        not null,
    address    text,
    since      timestamptz not null default now()
);

create table enrollment_key (
    id         uuid primary key,
    org_id     bigint      not null references org,
    name       text        not null,
    key_hash   bytea       not null unique,
    approve    boolean     not null default true,
    expires_at timestamptz,
    max_uses   integer check (max_uses > 0),
    uses       integer     not null default 0,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version    integer     not null default 1
);
create index enrollment_key_org on enrollment_key (org_id, created_at desc);

alter table device enable row level security;
alter table device force row level security;
alter table device_credential enable row level security;
alter table device_credential force row level security;
alter table device_channel enable row level security;
alter table device_channel force row level security;
alter table device_connection enable row level security;
alter table device_connection force row level security;
alter table enrollment_key enable row level security;
alter table enrollment_key force row level security;

create policy device_scope on device
    using (org_id = (select scope_org()) or device_id = (select scope_device_id())
        or (org_id is null and (select scope_platform())))
    with check (org_id = (select scope_org()) or (org_id is null and (select scope_platform())));
create policy device_credential_scope on device_credential
    using (org_id = (select scope_org()) or device = (select scope_device()));
create policy device_channel_scope on device_channel
    using (org_id = (select scope_org()) or device = (select scope_device()));
create policy device_connection_scope on device_connection
    using (org_id = (select scope_org()) or device = (select scope_device()));
create policy enrollment_key_scope on enrollment_key
    using (org_id = (select scope_org()) or encode(key_hash, 'hex') = (select scope_enrollment()));

grant select, insert, update on device, device_channel, enrollment_key to ${appRole};
grant select, insert, update, delete on device_credential, device_connection to ${appRole};
