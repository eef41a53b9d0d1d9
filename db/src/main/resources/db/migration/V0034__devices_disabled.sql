-- Which few devices of an org are disabled: the list by status reads no more of them than that.
create index device_disabled on device (id, org_id) where state = 'disabled';
