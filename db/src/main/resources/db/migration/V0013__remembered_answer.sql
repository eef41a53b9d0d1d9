-- Answers to writes that came with an Idempotency-Key, for whoever sends the same again within a day. Written in the
-- transaction of the effect: both are there or neither is.
--   request_hash   SHA-256 of what was asked; the same key with another request is refused
--   answer         sealed under the KEK, because some answers show a secret once; null where it was too large to keep
--   waiting_until  the first caller still waits for more than this answer says, at most until then
create table remembered_answer (
    org_id        bigint      not null references org,
    person_id     bigint      not null references person,
    key           text        not null check (length(key) between 1 and 128),
    request_hash  bytea       not null,
    answer        bytea,
    waiting_until timestamptz,
    created_at    timestamptz not null default now(),
    primary key (org_id, person_id, key)
);
create index remembered_answer_age on remembered_answer (created_at);

alter table remembered_answer enable row level security;
alter table remembered_answer force row level security;

create policy remembered_answer_scope on remembered_answer
    using (org_id = (select scope_org()) and ((select scope_wide()) or person_id = (select scope_person())))
    with check (org_id = (select scope_org()) and person_id = (select scope_person()));

grant select, insert, update on remembered_answer to ${appRole};

-- Forgetting concerns all orgs at once: a function that can do nothing else, run as the owner under a policy of its own.
create function forget_answers(most integer) returns bigint language sql security definer
    set search_path from current as $$
    with old as (
        select a.org_id, a.person_id, a.key from remembered_answer a
        where a.created_at < now() - interval '1 day' order by a.created_at limit most for update skip locked),
    gone as (
        delete from remembered_answer a using old
        where (a.org_id, a.person_id, a.key) = (old.org_id, old.person_id, old.key) returning 1)
    select count(*) from gone
$$;
revoke execute on function forget_answers(integer) from public;
grant execute on function forget_answers(integer) to ${appRole};

create policy remembered_answer_forgetting on remembered_answer to current_user using (true);
