-- Until somebody who has an account accepts, the org that invited them knows them by another id than the person's, which
-- would tell that, and since when, the address has one. Whoever is made by an invitation has one id throughout.
alter table membership add column invited_as uuid not null default gen_random_uuid();

-- When somebody was last here is told of this org alone: another learns nothing of their days elsewhere.
alter table membership add column last_seen_at timestamptz;

create or replace function org_people(who uuid)
    returns table (id bigint, public_id uuid, email text, name text, disabled boolean, last_seen timestamptz)
    language sql stable security definer set search_path from current as $$
    select p.id, k.known_as, p.email,
        case when m.accepted_at is null then coalesce(m.invited_name, p.email) else p.name end,
        p.disabled_at is not null and m.accepted_at is not null,
        case when m.accepted_at is not null then m.last_seen_at end
    from membership m join person p on p.id = m.person_id
    cross join lateral (select case when m.accepted_at is null then m.invited_as else p.public_id end as known_as) k
    where m.org_id = scope_org() and scope_wide() and (who is null or k.known_as = who)
$$;
