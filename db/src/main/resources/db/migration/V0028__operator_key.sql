-- The keys people sign commands with: HMAC keys, sealed under the KEK as operator-key:<id>. One a person is in use; the
-- former ones stay, for the signatures made with them.
create table operator_key (
    id         uuid primary key,
    person_id  bigint      not null references person,
    sealed     bytea       not null,
    created_at timestamptz not null default now(),
    ended_at   timestamptz
);
create unique index operator_key_in_use on operator_key (person_id) where ended_at is null;
grant select, insert, update on operator_key to ${appRole};

-- Whether the org takes commands only with their sender's signature.
alter table org add column signed_commands boolean not null default false;

-- What a signature covers besides the command: when its sender issued it, and the key.
alter table command add column issued_at timestamptz, add column operator_key uuid references operator_key;
