-- What people have read of a device's error log: entries up to this number count as read, whatever the device says. It starts
-- again with a device whose numbers start again or that comes to a new owner.
alter table device_channel add column errlog_read bigint not null default 0;

-- The crumb as people see it: nothing that they have read is unread.
create function unread_errors(errlog jsonb, entries_read bigint) returns jsonb language sql immutable as $$
    select case
        when (errlog ->> 'seq')::bigint <= entries_read then (errlog - 'worst') || '{"unread": 0}'
        else errlog || jsonb_build_object('unread',
            least((errlog ->> 'unread')::bigint, (errlog ->> 'seq')::bigint - entries_read)) end
$$;

-- The crumb after further entries, for a device that sends those in place of a crumb.
create function more_errors(before jsonb, more jsonb) returns jsonb language sql immutable as $$
    select jsonb_build_object(
        'seq', more -> 'seq',
        'unread', coalesce((before ->> 'unread')::bigint, 0) + (more ->> 'unread')::bigint,
        'worst', (array['FATAL', 'ERROR', 'WARN', 'INFO'])[least(
            array_position(array['FATAL', 'ERROR', 'WARN', 'INFO'], before ->> 'worst'),
            array_position(array['FATAL', 'ERROR', 'WARN', 'INFO'], more ->> 'worst'))])
$$;
