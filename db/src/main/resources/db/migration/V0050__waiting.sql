-- A device that has come to an org and that nobody has decided about. In the state ejected it stands beside those that have
-- left service: this tells them apart.
alter table device add waiting_since timestamptz;
update device d set waiting_since = d.updated_at from device_channel c
where c.device = d.id and d.org_id is not null and d.state = 'ejected' and c.last_contact_at is null;
alter table device add constraint device_waiting_is_ejected check (waiting_since is null or state = 'ejected');
create index device_waiting on device (org_id) where waiting_since is not null;

-- Which few devices of an org are not active: the list by status reads no more of them than that.
create index device_not_active on device (org_id, id) include (state, waiting_since, device_id) where state <> 'active';
drop index device_disabled;
-- The usual order leaves out what is out of service, without the table.
create index device_org_lower_state on device (org_id, lower(label), id) include (label, device_id, state);
drop index device_org_lower;
alter index device_org_lower_state rename to device_org_lower;
