-- Everything that comes with a time, partitioned by day so that retention drops whole tables. Rows older than the
-- partitions made ahead go to the default partition; times from the future are replaced on the way in.
create table reading (
    org_id          bigint,
    device          bigint      not null,
    ts              timestamptz not null,
    seq             bigint      not null,
    received_at     timestamptz not null default now(),
    transport       text,
    rtt_ms          integer,
    uptime_sec      bigint,
    free_heap_bytes bigint,
    data            jsonb       not null
) partition by range (ts);
create index reading_device_ts on reading (device, ts desc);

create table device_event (
    org_id      bigint,
    device      bigint      not null,
    ts          timestamptz not null,
    seq         bigint      not null,
    received_at timestamptz not null default now(),
    type        text        not null,
    severity    text,
    payload     jsonb       not null
) partition by range (ts);
create index device_event_device_ts on device_event (device, ts desc);

create table device_log (
    org_id      bigint,
    device      bigint      not null,
    ts          timestamptz not null,
    seq         bigint      not null,
    received_at timestamptz not null default now(),
    level       text,
    line        text        not null
) partition by range (ts);
create index device_log_device_ts on device_log (device, ts desc);

alter table reading enable row level security;
alter table reading force row level security;
alter table device_event enable row level security;
alter table device_event force row level security;
alter table device_log enable row level security;
alter table device_log force row level security;

create policy reading_scope on reading
    using (org_id = (select scope_org()) or device = (select scope_device()));
create policy device_event_scope on device_event
    using (org_id = (select scope_org()) or device = (select scope_device()));
create policy device_log_scope on device_log
    using (org_id = (select scope_org()) or device = (select scope_device()));

grant select, insert on reading, device_event, device_log to ${appRole};

-- Partitions are reached through their parent only: they carry row-level security without a policy, and no grant.
create function make_partition(parent text, suffix text, bounds text) returns void language plpgsql as $$
begin
    if to_regclass(parent || '_' || suffix) is null then
        execute format('create table %I partition of %I %s', parent || '_' || suffix, parent, bounds);
        execute format('alter table %I enable row level security', parent || '_' || suffix);
        execute format('alter table %I force row level security', parent || '_' || suffix);
    end if;
end $$;

-- Makes the daily partitions from a week ago to some days ahead. The application may call it although it has no DDL.
create function ensure_partitions(days_ahead integer) returns void language plpgsql security definer
    set search_path from current as $$
declare
    parent text;
    day date;
begin
    if days_ahead not between 1 and 31 then
        raise exception 'days_ahead is 1 to 31';
    end if;
    perform pg_advisory_xact_lock(hashtext('muster.ensure_partitions'));
    foreach parent in array array['reading', 'device_event', 'device_log'] loop
        for day in select d::date from generate_series(
                (now() at time zone 'UTC')::date - 7, (now() at time zone 'UTC')::date + days_ahead, '1 day') d loop
            begin
                perform make_partition(parent, to_char(day, 'YYYYMMDD'), format('for values from (%L) to (%L)',
                    day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC'));
            exception when check_violation then
                -- rows of that day are in the default partition already: it stays there, the other days go on
                raise warning 'no partition of % for %: %', parent, day, sqlerrm;
            end;
        end loop;
    end loop;
end $$;

select make_partition(parent, 'default', 'default') from unnest(array['reading', 'device_event', 'device_log']) parent;
select ensure_partitions(7);

revoke execute on function make_partition(text, text, text), ensure_partitions(integer) from public;
grant execute on function ensure_partitions(integer) to ${appRole};
