-- Wrong passwords, counted where the guesses come together: for a person at an address they have signed in from, for a
-- person from anywhere else, and for an address over all people. Before a password is looked at its subjects are locked
-- and counted, so a burst counts as many. Rows are forgotten after an hour of silence.
--   next_at  the next try is looked at from then on
--   said_at  when the audit heard of this subject; unsaid: failures it has not heard of yet
create table sign_in_delay (
    subject   text primary key,
    person_id bigint references person,
    failures  integer     not null default 0,
    next_at   timestamptz,
    last_at   timestamptz not null default clock_timestamp(),
    said_at   timestamptz,
    unsaid    integer     not null default 0
);
create index sign_in_delay_person on sign_in_delay (person_id) where person_id is not null;
create index sign_in_delay_last on sign_in_delay (last_at);

alter table person drop column failed_logins, drop column next_login_at;

grant select, insert, update, delete on sign_in_delay to ${appRole};
