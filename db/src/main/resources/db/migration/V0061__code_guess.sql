-- Wrong codes of authenticators, where the password was right: so few are looked at in a month that guessing does not help.
--   place  what a guess is counted for: a network that the person has signed in from, or all others together
create table code_guess (
    id        bigint generated always as identity primary key,
    person_id bigint      not null references person_totp on delete cascade,
    place     text        not null,
    at        timestamptz not null default clock_timestamp()
);
create index code_guess_person on code_guess (person_id, place, at);

alter table code_guess enable row level security;
alter table code_guess force row level security;
create policy code_guess_scope on code_guess using (person_id = (select scope_person()));
grant select, insert, delete on code_guess to ${appRole};
