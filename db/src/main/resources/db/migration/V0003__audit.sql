-- Who did what, on what, from where. Written in the transaction of the change; never changed afterwards.
create table audit_entry (
    id          bigint generated always as identity primary key,
    org_id      bigint references org,
    at          timestamptz not null default clock_timestamp(),
    actor_kind  text        not null check (actor_kind in ('PERSON', 'DEVICE', 'SYSTEM', 'ANONYMOUS')),
    actor_id    text,
    actor_name  text,
    action      text        not null,
    target_kind text        not null,
    target_id   text,
    detail      jsonb       not null default '{}',
    address     text,
    session_id  uuid,
    request_id  text
);
create index audit_entry_org on audit_entry (org_id, id desc);
create index audit_entry_target on audit_entry (org_id, target_kind, target_id, id desc);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is append-only';
end $$;

create trigger audit_append_only before update or delete or truncate on audit_entry
    for each statement execute function audit_is_append_only();

alter table audit_entry enable row level security;
alter table audit_entry force row level security;

create policy audit_read on audit_entry for select
    using (org_id = (select scope_org()) or (org_id is null and (select scope_platform())));
-- Entries without an org (a failed login, the first start) may be written by anyone and read by the platform operator.
create policy audit_write on audit_entry for insert
    with check (org_id = (select scope_org()) or org_id is null);

grant select, insert on audit_entry to ${appRole};
