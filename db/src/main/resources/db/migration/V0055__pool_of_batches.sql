-- What the platform operator is told of a device nobody owns: of which batch it says it is, whose batch that is, and from
-- where it came first. Factory keys are their org's: a function that can tell nothing else of them.
alter table device_credential add factory_address text;

create policy factory_key_pool on factory_key for select to current_user using (true);

create function unclaimed_batches() returns table (device bigint, batch text, maker text) language sql stable
    security definer set search_path from current as $$
    select k.device, f.name, o.name from device_credential k
    join factory_key f on f.id = k.factory_key join org o on o.id = f.org_id
    where k.org_id is null and scope_platform()
$$;
revoke execute on function unclaimed_batches() from public;
grant execute on function unclaimed_batches() to ${appRole};

create index device_credential_pool on device_credential (device) where org_id is null;

-- A conflict that somebody has looked into. It counts on, and is neither shown as open nor told to the owner any more.
alter table device_conflict add settled_at timestamptz, add settled_by text, add settled_why text;
create index device_conflict_open on device_conflict (last_at desc) where settled_at is null;
