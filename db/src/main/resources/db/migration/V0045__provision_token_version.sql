-- As the other keys: a token changes when it is used and when it is revoked.
alter table provision_token
    add column updated_at timestamptz,
    add column version    integer not null default 1;
update provision_token set updated_at = coalesce(revoked_at, used_at, created_at),
    version = 1 + (used_at is not null)::int + (revoked_at is not null)::int;
alter table provision_token alter column updated_at set not null, alter column updated_at set default now();
