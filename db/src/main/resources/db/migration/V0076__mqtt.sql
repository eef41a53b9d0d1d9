-- Whether a broker may speak for a device: it proves itself to the broker and not to us. Who gets a device decides anew.
alter table device add column mqtt boolean not null default false;

create function broker_speaks_no_more() returns trigger language plpgsql as $$
begin
    new.mqtt := false;
    return new;
end $$;
create trigger broker_speaks_no_more before update of org_id on device
    for each row when (old.org_id is distinct from new.org_id) execute function broker_speaks_no_more();

-- The node that listens to the broker: one at a time, so that messages of a device stay in their order.
create table broker_lease (
    id          smallint primary key default 1 check (id = 1),
    holder      uuid,
    node        text,
    lease_until timestamptz not null default now()
);
insert into broker_lease default values;

alter table broker_lease enable row level security;
alter table broker_lease force row level security;
create policy broker_lease_scope on broker_lease using ((select scope_platform()));
grant select, update on broker_lease to ${appRole};
