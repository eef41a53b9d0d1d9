-- The platform at a glance: how many devices in service of each org report, are late, silent, never seen or disabled, and, with no org,
-- how many wait in the pool and how many ids are claimed twice. A function that can tell nothing else, to the platform
-- operator alone. The rule is Liveness's.
create function platform_glance() returns table (org text, word text, n bigint) language sql stable
    security definer set search_path from current as $$
    select o.slug, s.status, count(*) from device d join org o on o.id = d.org_id
    join device_channel c on c.device = d.id
    cross join lateral (select make_interval(secs => greatest(10, 2 * coalesce(c.cadence_sec, 0))) as late,
        make_interval(secs => greatest(30, 5 * coalesce(c.cadence_sec, 0))) as silent) after
    cross join lateral (select case
        when d.state = 'disabled' then 'disabled'
        when c.last_contact_at is null then 'never'
        when c.last_contact_at >= now() - after.late or unheard(c.last_contact_at) <= after.late then 'reporting'
        when unheard(c.last_contact_at) <= after.silent then 'late'
        else 'silent' end as status) s
    where d.state in ('active', 'disabled') and scope_platform() group by 1, 2
    union all
    select null, 'unclaimed', count(*) from device where org_id is null and state = 'unclaimed' and scope_platform()
    union all
    select null, 'conflicts', count(distinct device_id) from device_conflict
    where settled_at is null and scope_platform()
$$;
revoke execute on function platform_glance() from public;
grant execute on function platform_glance() to ${appRole};
