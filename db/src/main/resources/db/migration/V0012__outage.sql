-- When each node last said that it runs; the newest of all tells until when somebody was there to hear a device.
create table node_beat (
    node    text primary key,
    beat_at timestamptz not null
);

-- Times when no node was up, each with what devices may take to come back. They do not count against a device.
create table outage (
    began_at timestamptz primary key,
    ended_at timestamptz not null,
    check (ended_at > began_at)
);

-- For how long a device has been silent while somebody was there to hear it. Where that cannot matter, outages are not
-- looked at: most devices of a long list have just reported.
create function unheard(since timestamptz) returns interval language sql stable parallel safe as $$
    select case when now() - since <= interval '10 s' then now() - since
        else now() - since - coalesce((
            select sum(least(ended_at, now()) - greatest(began_at, since)) from outage
            where ended_at > since and began_at < now()), interval '0 s') end $$;

grant select, insert, update on node_beat to ${appRole};
grant select, insert, update, delete on outage to ${appRole};
