-- How many commands of all orgs stand in each open state, for the figures of whoever runs the installation: a function
-- that can tell nothing else.
create function open_commands() returns table (state text, commands bigint) language sql stable security definer
    set search_path from current as $$
    select c.state, count(*) from command c
    where c.state in ('QUEUED', 'SENT', 'RECEIVED', 'RUNNING') group by c.state
$$;
revoke execute on function open_commands() from public;
grant execute on function open_commands() to ${appRole};
