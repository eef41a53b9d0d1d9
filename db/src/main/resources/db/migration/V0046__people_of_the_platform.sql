-- The platform operator lists all people: of which orgs somebody is, by a function that can tell nothing else, and tells it
-- to nobody else.
create function person_orgs(which bigint) returns text[] language sql stable
    security definer set search_path from current as $$
    select array_agg(o.slug order by o.slug)
    from membership m join org o on o.id = m.org_id
    where scope_platform() and m.person_id = which and m.accepted_at is not null
$$;
revoke execute on function person_orgs(bigint) from public;
grant execute on function person_orgs(bigint) to ${appRole};
