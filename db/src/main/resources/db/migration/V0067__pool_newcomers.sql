-- Of the pool, what registered itself and what orgs gave back are bounded each on its own: who gives back takes no place
-- from a newcomer. Whose a device was is told to nobody else: two functions that count.

-- Devices of the pool that no org ever had; by the factory keys of one org, or all.
create function pool_newcomers(of_org bigint) returns bigint language sql stable
    security definer set search_path from current as $$
    select count(*) from device d
    where d.org_id is null and d.state = 'unclaimed' and scope_platform()
        and (of_org is null or exists (
            select from device_credential k where k.device = d.id and k.factory_org = of_org))
        and not exists (select from device_ownership o where o.device = d.id and o.org_id is not null)
$$;
revoke execute on function pool_newcomers(bigint) from public;
grant execute on function pool_newcomers(bigint) to ${appRole};

-- Devices of the pool whose last owner is the org in whose scope this is asked.
create function pool_given_back() returns bigint language sql stable
    security definer set search_path from current as $$
    select count(*) from device d
    cross join lateral (select o.org_id from device_ownership o where o.device = d.id and o.org_id is not null
        order by o.id desc limit 1) last
    where d.org_id is null and d.state = 'unclaimed' and last.org_id = scope_org()
$$;
revoke execute on function pool_given_back() from public;
grant execute on function pool_given_back() to ${appRole};
