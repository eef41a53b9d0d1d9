-- Where devices are, how people bundle them, and which lists people keep.

create table site (
    id         bigint generated always as identity primary key,
    public_id  uuid        not null unique,
    org_id     bigint      not null references org,
    slug       text        not null check (slug ~ '^[a-z0-9-]{1,63}$'),
    name       text        not null check (length(name) between 1 and 200),
    address    text,
    time_zone  text        not null default 'UTC',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version    integer     not null default 1,
    unique (org_id, slug),
    unique (id, org_id)
);

alter table device
    add column site bigint,
    add column sim  text,
    add foreign key (site, org_id) references site (id, org_id);
create index device_site on device (site) where site is not null;
create index device_tags on device using gin (tags);

-- A group with a query is dynamic: its members are what the query finds. One without has the members it was given.
create table device_group (
    id         bigint generated always as identity primary key,
    public_id  uuid        not null unique,
    org_id     bigint      not null references org,
    slug       text        not null check (slug ~ '^[a-z0-9-]{1,63}$'),
    name       text        not null check (length(name) between 1 and 200),
    query      text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version    integer     not null default 1,
    unique (org_id, slug),
    unique (id, org_id)
);

create table device_group_member (
    device_group bigint      not null,
    device       bigint      not null,
    org_id       bigint      not null,
    added_at     timestamptz not null default now(),
    primary key (device_group, device),
    foreign key (device_group, org_id) references device_group (id, org_id) on delete cascade,
    foreign key (device, org_id) references device (id, org_id)
);
create index device_group_member_device on device_group_member (device);

create table saved_view (
    id         uuid primary key,
    org_id     bigint      not null references org,
    person_id  bigint      not null references person,
    name       text        not null check (length(name) between 1 and 100),
    query      text        not null,
    sort       text,
    shared     boolean     not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version    integer     not null default 1,
    unique (org_id, person_id, name)
);

alter table site enable row level security;
alter table site force row level security;
alter table device_group enable row level security;
alter table device_group force row level security;
alter table device_group_member enable row level security;
alter table device_group_member force row level security;
alter table saved_view enable row level security;
alter table saved_view force row level security;

-- A fleet member reads the sites their devices are at.
create policy site_scope on site
    using (org_id = (select scope_org()) and ((select scope_wide())
        or id in (select d.site from device d where d.id in (select scope_fleet_devices()))))
    with check (org_id = (select scope_org()) and (select scope_wide()));
create policy device_group_scope on device_group
    using (org_id = (select scope_org()) and (select scope_wide()));
create policy device_group_member_scope on device_group_member
    using (org_id = (select scope_org()) and (select scope_wide()));
create policy saved_view_scope on saved_view
    using (org_id = (select scope_org())
        and (person_id = (select scope_person()) or (shared and (select scope_wide()))))
    with check (org_id = (select scope_org()) and person_id = (select scope_person()));

grant select, insert, update, delete on site, device_group, device_group_member, saved_view to ${appRole};

-- Versions in their order: up to four numbers, then what is before a release ('1.4.0-rc1' < '1.4.0'). Null where the
-- text does not begin like a version.
create function version_order(version text) returns numeric[] language sql immutable strict parallel safe as
$$
    select (string_to_array(m[1], '.')::numeric[] || array[0, 0, 0, 0]::numeric[])[1:4]
           || case when m[2] = '-' then -1 else 0 end::numeric
    from regexp_match(version, '^v?(\d{1,9}(?:\.\d{1,9}){0,3})(-)?') m where m is not null
$$;

-- A JSON value as a number; null where it is none.
create function json_number(value jsonb) returns double precision language sql immutable strict parallel safe as
$$ select case when jsonb_typeof(value) = 'number' then (value #>> '{}')::double precision end $$;
