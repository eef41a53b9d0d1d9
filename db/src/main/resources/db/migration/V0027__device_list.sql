-- The device list of an org with tens of thousands of devices.

-- What a bare word and a tag are looked for in, in small letters: id and label, then a line for each tag. A condition on
-- it goes first; what it lets through is looked at as before.
create function device_words(device_id text, label text, tags text[]) returns text language sql immutable parallel safe as
$$ select lower(device_id || ' ' || label) || E'\n' || lower(array_to_string(tags, E'\n')) || E'\n' $$;
alter table device add column words text generated always as (device_words(device_id, label, tags)) stored;

-- The usual order, read without the table: label and device_id stand in it for the expression and for the policy.
create index device_org_lower on device (org_id, lower(label), id) include (label, device_id);
drop index device_org_label;
-- Under row-level security no index serves ilike, whose function is not leakproof.
drop index device_label_trgm;

-- Outages behind a device's last contact.
create index outage_ended on outage (ended_at) include (began_at);

-- The same policies as before. As a case, their first branch is all that is looked at for somebody who sees the whole org,
-- and the planner does not take them for a second, much narrower condition on org_id: it sorted on disk for that.
alter policy device_scope on device
    using (case when org_id = (select scope_org()) and (select scope_wide()) then true
        else (org_id = (select scope_org()) and id in (select scope_fleet_devices()))
            or device_id = (select scope_device_id())
            or (org_id is null and (select scope_platform())) end);
do $$
declare
    each text;
begin
    foreach each in array array['device_channel', 'device_connection'] loop
        execute format($policy$
            alter policy %1$I on %2$I
                using (case when org_id = (select scope_org()) and (select scope_wide()) then true
                    else (org_id = (select scope_org()) and device in (select scope_fleet_devices()))
                        or device = (select scope_device())
                        or (org_id is null and (select scope_platform())) end)
            $policy$, each || '_scope', each);
    end loop;
end $$;
