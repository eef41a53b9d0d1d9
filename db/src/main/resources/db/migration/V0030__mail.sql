-- Letters on their way out: written in the transaction of what they tell of, sent after it, gone once a mail server took
-- them. content is sealed under the KEK as mail:<id>, because links in it open doors.
create table mail_letter (
    id         uuid primary key,
    content    bytea       not null,
    attempts   integer     not null default 0,
    next_at    timestamptz not null default now(),
    last_error text,
    created_at timestamptz not null default now()
);
create index mail_letter_due on mail_letter (next_at);
grant select, insert, update, delete on mail_letter to ${appRole};

-- Who forgot their password: a link that works once, for an hour. person_id is null where nobody has that address: what
-- is asked for from one address is counted either way.
create table password_reset (
    id         uuid primary key,
    person_id  bigint references person,
    token_hash bytea unique,
    address    text,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index password_reset_address on password_reset (address, created_at);
create index password_reset_person on password_reset (person_id, created_at);
grant select, insert, update, delete on password_reset to ${appRole};
