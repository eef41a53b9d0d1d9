-- The list by firmware and by transport reads these and not the wide hot rows. A check-in that changes neither value stays an
-- update in place.
create index device_channel_firmware on device_channel (org_id, firmware, device);
create index device_channel_transport on device_channel (org_id, transport, device);
