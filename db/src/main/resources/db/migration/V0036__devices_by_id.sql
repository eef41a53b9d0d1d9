-- The list of an org by id, read in its order.
create index device_org_device_id on device (org_id, device_id, id);
