-- move_device as it was (V0010), but for two things: to give a device away is asked of the role in the org, not of one in a
-- fleet, and a device that comes to an org as ejected waits there for acceptance.
create or replace function move_device(which bigint, to_org bigint, to_state text, why text) returns void
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
            or (to_org is not null and not scope_platform())
            or (to_org is null and not scope_platform() and not exists (
                select from membership m where m.person_id = scope_person() and m.org_id = it.org_id
                    and m.role in ('MANAGER', 'ADMIN'))) then
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
    update device set org_id = to_org, state = to_state,
        waiting_since = case when to_org is not null and to_state = 'ejected' then now() end, updated_at = now(), version = version + 1,
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
