-- Whose factory key a device began with: an org has a share of the pool, however many keys and ids it makes.
alter table device_credential add factory_org bigint references org;
alter table factory_key no force row level security;
update device_credential k set factory_org = f.org_id from factory_key f where f.id = k.factory_key;
alter table factory_key force row level security;
create index device_credential_factory_org on device_credential (factory_org) where org_id is null;

-- As before (V0035); where the share of one org is full, it is one of its own that is forgotten.
drop function forget_unclaimed(interval);
create function forget_unclaimed(silent interval, of_org bigint) returns text
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
        and (of_org is null or exists (
            select from device_credential k where k.device = d.id and k.factory_org = of_org))
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
revoke execute on function forget_unclaimed(interval, bigint) from public;
grant execute on function forget_unclaimed(interval, bigint) to ${appRole};
