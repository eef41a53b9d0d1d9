-- How many devices and members orgs have: a function that can tell nothing else. The platform operator is told of each,
-- whoever acts in an org of that one.
create function org_counts() returns table (org_id bigint, devices bigint, people bigint) language sql stable
    security definer set search_path from current as $$
    select o.id,
        (select count(*) from device d where d.org_id = o.id),
        (select count(*) from membership m where m.org_id = o.id and m.accepted_at is not null)
    from org o where scope_platform() or o.id = scope_org()
$$;
revoke execute on function org_counts() from public;
grant execute on function org_counts() to ${appRole};

create policy membership_counts on membership for select to current_user using (true);
