-- How many days an org keeps what its devices said, by the time that each row says.
alter table org
    add column reading_days integer not null default 90 check (reading_days between 1 and 3650),
    add column event_days integer not null default 365 check (event_days between 1 and 3650),
    add column log_days integer not null default 30 check (log_days between 1 and 3650);

-- One walk over all partitions. What has to outlive the node that walks stands here, and moves in the transaction that
-- deletes: the place it has come to, and who may go on.
--   partition, next_block   all before this is done
--   holder, lease_until     the node that walks; once the lease is over, another may take it
create table retention_run (
    id          uuid primary key,
    begun_at    timestamptz not null default now(),
    begun_by    text        not null,
    finished_at timestamptz,
    node        text,
    holder      uuid,
    lease_until timestamptz not null default now(),
    partition   text        not null default '',
    next_block  bigint      not null default 0
);
create unique index retention_run_open on retention_run ((true)) where finished_at is null;
create index retention_run_begun on retention_run (begun_at desc);

create table retention_deleted (
    run        uuid   not null references retention_run,
    parent     text   not null,
    partitions bigint not null,
    rows       bigint not null,
    primary key (run, parent)
);

alter table retention_run enable row level security;
alter table retention_run force row level security;
alter table retention_deleted enable row level security;
alter table retention_deleted force row level security;
create policy retention_run_scope on retention_run using ((select scope_platform()));
create policy retention_deleted_scope on retention_deleted using ((select scope_platform()));
grant select, insert, update on retention_run, retention_deleted to ${appRole};

-- The owner reaches into partitions, to delete by blocks; nobody else has a grant on them.
create or replace function make_partition(parent text, suffix text, bounds text) returns void language plpgsql as $$
begin
    if to_regclass(parent || '_' || suffix) is null then
        execute format('create table %I partition of %I %s', parent || '_' || suffix, parent, bounds);
        execute format('alter table %I enable row level security', parent || '_' || suffix);
        execute format('alter table %I force row level security', parent || '_' || suffix);
        execute format('create policy owner_deletes on %I to current_user using (true)', parent || '_' || suffix);
    end if;
end $$;

do $$
declare
    each regclass;
begin
    for each in select inhrelid from pg_inherits
            where inhparent in ('reading'::regclass, 'device_event'::regclass, 'device_log'::regclass) loop
        execute format('create policy owner_deletes on %s to current_user using (true)', each);
    end loop;
end $$;

-- From when on each org keeps its rows of a table. Devices of the unclaimed pool have no org: org_id 0, the defaults.
create function kept_from(parent text) returns table (org_id bigint, since timestamptz) language sql stable as $$
    select k.org_id, now() - make_interval(days => case parent
        when 'reading' then k.reading_days when 'device_event' then k.event_days when 'device_log' then k.log_days end)
    from (select id, reading_days, event_days, log_days from org union all values (0::bigint, 90, 365, 30))
        k (org_id, reading_days, event_days, log_days)
$$;

-- Partitions that reach back further than somebody keeps their rows, and whether all of it may go: nobody keeps any of
-- that day, or nothing is in it. The days that ensure_partitions would make again stay.
create function expired_partitions()
    returns table (parent text, partition text, blocks bigint, whole boolean)
    language sql stable security definer set search_path from current as $$
    select p.parent, p.partition, pg_relation_size(p.id) / current_setting('block_size')::bigint as blocks,
        coalesce(p.day < (now() at time zone 'UTC')::date - 7
            and ((p.day + 1)::timestamp at time zone 'UTC' <= k.longest or pg_relation_size(p.id) = 0), false)
    from (select t.parent, c.oid as id, c.relname::text as partition,
              case when c.relname like '%\_default' then null else to_date(right(c.relname, 8), 'YYYYMMDD') end as day
          from unnest(array['reading', 'device_event', 'device_log']) t (parent)
          join pg_inherits i on i.inhparent = t.parent::regclass join pg_class c on c.oid = i.inhrelid) p
    cross join lateral (select min(since) as longest, max(since) as shortest from kept_from(p.parent)) k
    where scope_platform() and (p.day is null or p.day::timestamp at time zone 'UTC' < k.shortest)
$$;

-- Drops a partition that expired_partitions() says may go whole, and can drop nothing else. False where it is none, or
-- where somebody reads the table for so long that all would have to wait.
create function drop_expired_partition(which text) returns boolean language plpgsql security definer
    set search_path from current set lock_timeout = '100ms' as $$
declare
    of_table text;
begin
    select parent into of_table from expired_partitions() where partition = which and whole;
    if of_table is null then
        return false;
    end if;
    execute format('lock table only %I in access exclusive mode', of_table);
    if not exists (select from expired_partitions() where partition = which and whole) then
        return false;
    end if;
    execute format('drop table %I', which);
    return true;
exception when lock_not_available then
    return false;
end $$;

-- Deletes of some blocks of a partition what its org keeps no longer, and can delete nothing else.
create function delete_expired(which text, first_block bigint, blocks integer) returns bigint
    language plpgsql security definer set search_path from current as $$
declare
    of_table text;
    deleted bigint;
begin
    select parent into of_table from expired_partitions() where partition = which;
    if of_table is null then
        return 0;
    end if;
    execute format($sql$
        delete from %I r using kept_from(%L) k
        where r.ctid >= '(%s,0)'::tid and r.ctid < '(%s,0)'::tid and k.org_id = coalesce(r.org_id, 0) and r.ts < k.since
        $sql$, which, of_table, first_block, first_block + blocks);
    get diagnostics deleted = row_count;
    return deleted;
end $$;

revoke execute on function kept_from(text), expired_partitions(), drop_expired_partition(text),
    delete_expired(text, bigint, integer) from public;
grant execute on function expired_partitions(), drop_expired_partition(text), delete_expired(text, bigint, integer)
    to ${appRole};
