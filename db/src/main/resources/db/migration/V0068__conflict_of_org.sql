-- A conflict is between a device and an org, whichever of its keys it comes with: keys cost nothing, and each made a row
-- and a line in the audit of the device's owner. Rows of several keys become one, open where one of them was.
alter table device_conflict no force row level security;
alter table factory_key no force row level security;
alter table enrollment_key no force row level security;
alter table device_conflict add claimed_by bigint references org, drop constraint device_conflict_pkey;
update device_conflict c set claimed_by = f.org_id from factory_key f where f.id = c.key_id;
update device_conflict c set claimed_by = e.org_id from enrollment_key e where e.id = c.key_id;
with apart as (delete from device_conflict returning *)
insert into device_conflict (device_id, claimed_by, key_id, key_kind, key_name, address, claims, first_at, last_at, audited_at,
    settled_at, settled_by, settled_why)
select device_id, claimed_by, (array_agg(key_id order by last_at desc))[1], (array_agg(key_kind order by last_at desc))[1],
    (array_agg(key_name order by last_at desc))[1], (array_agg(address order by last_at desc))[1],
    least(sum(claims), 2147483647)::integer, min(first_at), max(last_at), max(audited_at),
    case when bool_and(settled_at is not null) then max(settled_at) end,
    case when bool_and(settled_at is not null) then (array_agg(settled_by order by settled_at desc))[1] end,
    case when bool_and(settled_at is not null) then (array_agg(settled_why order by settled_at desc))[1] end
from apart where claimed_by is not null group by device_id, claimed_by;
alter table device_conflict add primary key (device_id, claimed_by);
alter table device_conflict force row level security;
alter table factory_key force row level security;
alter table enrollment_key force row level security;

-- What has been silent for long is forgotten.
grant delete on device_conflict to ${appRole};
