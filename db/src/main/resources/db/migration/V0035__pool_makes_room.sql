-- A full pool makes room for a newcomer: it forgets the device that nobody approved, that no org ever had, and that has
-- been silent for longest, if that is long enough. What it sent goes with its partitions.
create function forget_unclaimed(silent interval) returns text
    language plpgsql security definer set search_path from current as $$
declare
    which bigint;
    gone text;
begin
    if not scope_platform() then
        raise insufficient_privilege using message = 'the pool is the platform''s';
    end if;
    select c.device into which from device_channel c join device d on d.id = c.device
    where d.org_id is null and d.state = 'unclaimed'
        and coalesce(c.last_contact_at, d.created_at) < now() - silent
        and not exists (select from device_ownership o where o.device = d.id and o.org_id is not null)
    order by coalesce(c.last_contact_at, d.created_at) limit 1
    for update of c, d skip locked;
    if which is null then
        return null;
    end if;
    delete from device_connection where device = which;
    delete from device_credential where device = which;
    delete from device_ownership where device = which;
    delete from device_channel where device = which;
    delete from device where id = which returning device_id into gone;
    return gone;
end $$;
revoke execute on function forget_unclaimed(interval) from public;
grant execute on function forget_unclaimed(interval) to ${appRole};
