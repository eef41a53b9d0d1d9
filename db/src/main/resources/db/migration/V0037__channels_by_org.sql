-- The channels of a small org among many: a list that reads the channels alone must not read those of everybody. A check-in
-- changes neither column, so it stays an update in place.
create index device_channel_org on device_channel (org_id, device);
