-- Which person somebody at an OpenID provider is: by issuer and subject, which never change hands as addresses do. One
-- subject of an issuer for a person, so that nobody takes an account over with the same address.
--   link_hash  SHA-256 of issuer, newline, subject
--   email      what the provider said when the tie was made
create table person_link (
    link_hash    bytea primary key check (octet_length(link_hash) = 32),
    person_id    bigint      not null references person,
    issuer       text        not null,
    subject      text        not null check (length(subject) between 1 and 255),
    email        text        not null,
    created_at   timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    unique (person_id, issuer)
);

alter table person_link enable row level security;
alter table person_link force row level security;

-- By its hash alone, before anybody is signed in: app.enrollment carries the hash of whatever a stranger shows.
create policy person_link_scope on person_link
    using (person_id = (select scope_person()) or encode(link_hash, 'hex') = (select scope_enrollment()))
    with check (person_id = (select scope_person()));

-- Answers of the provider that were taken: each counts once.
create table oidc_answer (
    state_hash bytea primary key,
    at         timestamptz not null default now()
);

grant select, insert, update, delete on person_link to ${appRole};
grant select, insert, delete on oidc_answer to ${appRole};
