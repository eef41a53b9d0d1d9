-- The queue is the truth: sockets and pokes only save time. The id is the primary key, so that a retried submit
-- collides instead of running twice.
create table command (
    id                 uuid primary key,
    org_id             bigint      not null references org,
    device             bigint      not null references device,
    type               text        not null,
    args               jsonb       not null default '{}',
    console            text        not null,
    state              text        not null check (state in
        ('QUEUED', 'SENT', 'RECEIVED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'EXPIRED', 'CANCELLED', 'REJECTED')),
    issued_by          bigint      not null references person,
    queued_at          timestamptz not null default now(),
    sent_at            timestamptz,
    received_at        timestamptz,
    running_at         timestamptz,
    finished_at        timestamptz,
    expires_at         timestamptz not null,
    percent            integer,
    progress           text,
    success            boolean,
    output             text,
    exit_code          integer,
    device_finished_at timestamptz,
    device_signature   text,
    operator_signature text,
    version            integer     not null default 1
);
create index command_device on command (device, queued_at desc);
create index command_open on command (device, queued_at)
    where state in ('QUEUED', 'SENT', 'RECEIVED', 'RUNNING');
create index command_due on command (expires_at) where state in ('QUEUED', 'SENT', 'RECEIVED', 'RUNNING');

alter table command enable row level security;
alter table command force row level security;

create policy command_scope on command
    using (org_id = (select scope_org()) or device = (select scope_device()));

grant select, insert, update on command to ${appRole};

-- Two things concern all orgs at once: which devices have work, and what has expired. Each is a function that can do
-- nothing else, run as the owner under policies of its own.
create function devices_with_work(most integer) returns table (device_id text) language sql stable security definer
    set search_path from current as $$
    select d.device_id from device d
    where d.id in (select c.device from command c where c.state = 'QUEUED' and c.expires_at > now() limit most)
$$;
revoke execute on function devices_with_work(integer) from public;
grant execute on function devices_with_work(integer) to ${appRole};

create function expire_commands(most integer)
    returns table (id uuid, org_id bigint, device_id text) language sql security definer
    set search_path from current as $$
    update command c set state = 'EXPIRED', finished_at = now(), version = c.version + 1
    from device d
    where d.id = c.device and c.id in (
        select e.id from command e
        where e.state in ('QUEUED', 'SENT', 'RECEIVED', 'RUNNING') and e.expires_at < now()
        order by e.expires_at limit most for update skip locked)
    returning c.id, c.org_id, d.device_id
$$;
revoke execute on function expire_commands(integer) from public;
grant execute on function expire_commands(integer) to ${appRole};

create policy command_expiry on command to current_user using (true);
create policy command_expiry_device on device for select to current_user using (true);
