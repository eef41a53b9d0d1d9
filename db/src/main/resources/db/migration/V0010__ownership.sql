-- Whose a device was, and when. What it brought in that time stays with that org, by the org_id of each row.
-- device_id and label stand here too: a former owner does not see the device itself.
create table device_ownership (
    id        bigint generated always as identity primary key,
    device    bigint      not null references device,
    org_id    bigint references org,
    device_id text        not null,
    label     text        not null,
    came_from text,
    reason    text,
    since     timestamptz not null default now(),
    until     timestamptz
);
create unique index device_ownership_now on device_ownership (device) where until is null;
create index device_ownership_device on device_ownership (device, org_id);
create index device_ownership_org on device_ownership (org_id, until desc) where until is not null;

alter table device_ownership enable row level security;
alter table device_ownership force row level security;

create policy device_ownership_scope on device_ownership
    using ((org_id = (select scope_org()) and ((select scope_wide()) or device in (select scope_fleet_devices())))
        or device = (select scope_device())
        or (org_id is null and (select scope_platform())))
    with check ((org_id = (select scope_org()) and ((select scope_wide()) or device in (select scope_fleet_devices())))
        or (device = (select scope_device()) and org_id is not distinct from (select scope_org()))
        or (org_id is null and (select scope_platform())));

grant select, insert on device_ownership to ${appRole};

insert into device_ownership (device, org_id, device_id, label, since)
select id, org_id, device_id, label, created_at from device;

-- Every device has an owner from its first moment, however it is made.
create function device_begins() returns trigger language plpgsql as $$
begin
    insert into device_ownership (device, org_id, device_id, label) select id, org_id, device_id, label from made;
    return null;
end $$;
create trigger device_begins after insert on device referencing new table as made
    for each statement execute function device_begins();

-- Unclaimed is whoever belongs to no org; a device may also be retired from there.
update device set state = 'ejected' where state = 'unclaimed' and org_id is not null;
alter table device add constraint device_state_of_owner
    check (case when org_id is null then state in ('unclaimed', 'retired') else state <> 'unclaimed' end);

-- The platform operator sees of the unclaimed pool all that its devices' pages show.
do $$
declare
    each text;
begin
    foreach each in array array['device_credential', 'device_channel', 'device_connection'] loop
        execute format($policy$
            alter policy %1$I on %2$I
                using ((org_id = (select scope_org())
                        and ((select scope_wide()) or device in (select scope_fleet_devices())))
                    or device = (select scope_device())
                    or (org_id is null and (select scope_platform())))
                with check ((org_id = (select scope_org())
                        and ((select scope_wide()) or device in (select scope_fleet_devices())))
                    or (device = (select scope_device()) and org_id is not distinct from (select scope_org()))
                    or (org_id is null and (select scope_platform())))
            $policy$, each || '_scope', each);
    end loop;
end $$;

-- The one way from owner to owner. A policy lets nobody write into an org they do not act for, so this is a function
-- that can do nothing else, and it asks itself who calls: whoever sees the device in their own org may give it back to
-- the pool; to another org, and out of the pool, only the platform operator moves it.
--   An org that loses a device keeps the history; what goes along is emptied, and the secret is worth nothing any more.
--   Out of the pool the secret stays: the device has no other way to prove itself.
create function move_device(which bigint, to_org bigint, to_state text, why text) returns void
    language plpgsql security definer set search_path from current as $$
declare
    it device;
    owner_before text;
begin
    perform from device_channel where device = which for update;
    select * into it from device where id = which for update;
    if it.id is null
            or (it.org_id is null and not scope_platform())
            or (it.org_id is not null and it.org_id is distinct from scope_org())
            or (it.org_id is not null and not scope_wide() and not exists (
                select from fleet_device f join fleet_member m on m.fleet = f.fleet
                where f.device = which and m.person_id = scope_person()))
            or (to_org is not null and not scope_platform()) then
        raise insufficient_privilege using message = 'this device is not moved by this caller';
    end if;
    if it.org_id is not distinct from to_org then
        raise check_violation using message = 'the device is there already';
    end if;

    select o.name into owner_before from device_ownership p join org o on o.id = p.org_id
    where p.device = which order by p.id desc limit 1;
    delete from fleet_device where device = which;
    delete from device_group_member where device = which;
    delete from device_connection where device = which;
    update device_ownership set until = now(), label = it.label where device = which and until is null;
    update device set org_id = to_org, state = to_state, updated_at = now(), version = version + 1,
        label = case when it.org_id is null then label else device_id end,
        notes = null, tags = '{}', attributes = '{}', site = null, sim = null
    where id = which;
    update device_credential set org_id = to_org,
        revoked_at = case when it.org_id is null then revoked_at else coalesce(revoked_at, now()) end
    where device = which;
    update device_channel set org_id = to_org, last_contact_at = null, cadence_sec = null, boot_id = null,
        transport = null, rtt_ms = null, uptime_sec = null, free_heap_bytes = null, latest_ts = null, latest = null,
        transports = null, errlog = null
    where device = which;
    insert into device_ownership (device, org_id, device_id, label, came_from, reason)
    select which, to_org, d.device_id, d.label, owner_before, why from device d where d.id = which;
end $$;
revoke execute on function move_device(bigint, bigint, text, text) from public;
grant execute on function move_device(bigint, bigint, text, text) to ${appRole};

create policy device_move on device to current_user using (true);
create policy device_ownership_move on device_ownership to current_user using (true);
create policy device_credential_move on device_credential to current_user using (true);
create policy device_channel_move on device_channel to current_user using (true);
create policy device_connection_move on device_connection to current_user using (true);
create policy fleet_device_move on fleet_device to current_user using (true);
create policy device_group_member_move on device_group_member to current_user using (true);
create policy fleet_member_move on fleet_member for select to current_user using (true);
create policy org_move on org for select to current_user using (true);
