-- A person's authenticator app (RFC 6238), its secret sealed under the KEK. It counts once it is confirmed.
--   last_step  the newest 30-second step whose code was accepted: none is accepted twice
create table person_totp (
    person_id     bigint primary key references person,
    secret_sealed bytea       not null,
    confirmed_at  timestamptz,
    last_step     bigint      not null default 0,
    created_at    timestamptz not null default now()
);

-- Ten codes for a day without it, SHA-256 of 80 random bits each.
create table recovery_code (
    person_id bigint not null references person_totp on delete cascade,
    code_hash bytea  not null,
    used_at   timestamptz,
    primary key (person_id, code_hash)
);

alter table person_totp enable row level security;
alter table person_totp force row level security;
alter table recovery_code enable row level security;
alter table recovery_code force row level security;

create policy person_totp_scope on person_totp using (person_id = (select scope_person()));
create policy recovery_code_scope on recovery_code using (person_id = (select scope_person()));

grant select, insert, update, delete on person_totp, recovery_code to ${appRole};
