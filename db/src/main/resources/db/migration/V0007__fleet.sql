-- Fleets say which devices belong together and who sees only them. A device may be in many fleets of its own org; the
-- keys over (…, org_id) make any other impossible.
create table fleet (
    id         bigint generated always as identity primary key,
    public_id  uuid        not null unique,
    org_id     bigint      not null references org,
    slug       text        not null check (slug ~ '^[a-z0-9-]{1,63}$'),
    name       text        not null check (length(name) between 1 and 200),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version    integer     not null default 1,
    unique (org_id, slug),
    unique (id, org_id)
);

alter table device add unique (id, org_id);

create table fleet_device (
    fleet    bigint      not null,
    device   bigint      not null,
    org_id   bigint      not null,
    added_at timestamptz not null default now(),
    primary key (fleet, device),
    foreign key (fleet, org_id) references fleet (id, org_id) on delete cascade,
    foreign key (device, org_id) references device (id, org_id)
);
create index fleet_device_device on fleet_device (device);

-- A membership without a role is that of a fleet member: what they may do stands in fleet_member alone. With a role,
-- a row here raises the person on that fleet.
alter table membership alter column role drop not null;

create table fleet_member (
    person_id  bigint      not null,
    fleet      bigint      not null,
    org_id     bigint      not null,
    role       text        not null check (role in ('ADMIN', 'MANAGER', 'OPERATOR', 'VIEWER')),
    created_at timestamptz not null default now(),
    primary key (person_id, fleet),
    foreign key (fleet, org_id) references fleet (id, org_id) on delete cascade,
    foreign key (person_id, org_id) references membership (person_id, org_id) on delete cascade
);
create index fleet_member_fleet on fleet_member (fleet);

-- app.wide is 'on' for somebody with a role in the whole org, and for work of the org itself. Without it a transaction
-- sees of its org only the devices of its person's fleets, and what hangs on them.
create function scope_wide() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('app.wide', true) = 'on', false) $$;

alter table fleet enable row level security;
alter table fleet force row level security;
alter table fleet_device enable row level security;
alter table fleet_device force row level security;
alter table fleet_member enable row level security;
alter table fleet_member force row level security;

create policy fleet_member_scope on fleet_member
    using ((org_id = (select scope_org()) and (select scope_wide())) or person_id = (select scope_person()))
    with check (org_id = (select scope_org()) and (select scope_wide()));
create policy fleet_scope on fleet
    using (org_id = (select scope_org()) and ((select scope_wide())
        or id in (select m.fleet from fleet_member m where m.person_id = (select scope_person()))))
    with check (org_id = (select scope_org()) and (select scope_wide()));
create policy fleet_device_scope on fleet_device
    using (org_id = (select scope_org()) and ((select scope_wide())
        or fleet in (select m.fleet from fleet_member m where m.person_id = (select scope_person()))))
    with check (org_id = (select scope_org()) and (select scope_wide()));

-- The devices of the fleets that the transaction sees.
create function scope_fleet_devices() returns setof bigint language sql stable parallel safe as
$$ select f.device from fleet_device f where f.org_id = (select scope_org()) $$;

grant select, insert, update, delete on fleet, fleet_device, fleet_member to ${appRole};

-- The boundary inside the org, on all that stood before fleets did.
alter policy membership_scope on membership
    using ((org_id = (select scope_org()) and (select scope_wide())) or person_id = (select scope_person()))
    with check (org_id = (select scope_org()) and (select scope_wide()));

alter policy enrollment_key_scope on enrollment_key
    using ((org_id = (select scope_org()) and (select scope_wide()))
        or encode(key_hash, 'hex') = (select scope_enrollment()));

alter policy device_scope on device
    using ((org_id = (select scope_org())
            and ((select scope_wide()) or id in (select scope_fleet_devices())))
        or device_id = (select scope_device_id())
        or (org_id is null and (select scope_platform())))
    with check ((org_id = (select scope_org())
            and ((select scope_wide()) or id in (select scope_fleet_devices())))
        or (device_id = (select scope_device_id()) and org_id is not distinct from (select scope_org()))
        or (org_id is null and (select scope_platform())));

do $$
declare
    each text;
begin
    foreach each in array array['device_credential', 'device_channel', 'device_connection', 'reading', 'device_event',
                                'device_log', 'command'] loop
        execute format($policy$
            alter policy %1$I on %2$I
                using ((org_id = (select scope_org())
                        and ((select scope_wide()) or device in (select scope_fleet_devices())))
                    or device = (select scope_device()))
                with check ((org_id = (select scope_org())
                        and ((select scope_wide()) or device in (select scope_fleet_devices())))
                    or (device = (select scope_device()) and org_id is not distinct from (select scope_org())))
            $policy$, each || '_scope', each);
    end loop;
end $$;

alter policy audit_read on audit_entry
    using ((org_id = (select scope_org()) and ((select scope_wide())
            or (target_kind = 'device' and target_id in (
                select d.device_id from device d where d.id in (select scope_fleet_devices())))))
        or (org_id is null and (select scope_platform())));
