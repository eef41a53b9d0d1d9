-- Accounts, sessions and what hangs on them are protected row by row like everything else: in an org's scope nobody's
-- account is seen. What an org may know of its people, and a door of a session, functions tell that can tell no more.
--   app.email         an e-mail address that somebody shows at a door: its person
--   app.installation  'on' for work of the installation itself: guesses counted, links and letters on their way

create function scope_email() returns text language sql stable parallel safe as
$$ select nullif(current_setting('app.email', true), '') $$;

create function scope_installation() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('app.installation', true) = 'on', false) $$;

do $$
declare
    each text;
begin
    foreach each in array array['person', 'person_session', 'operator_key', 'sign_in_delay', 'password_reset',
                                'mail_letter'] loop
        execute format('alter table %I enable row level security', each);
        execute format('alter table %I force row level security', each);
    end loop;
end $$;

-- Who is let in at all is the platform operator's to say: they see accounts and sessions, and none of the keys behind.
create policy person_scope on person
    using (id = (select scope_person()) or email = (select scope_email()) or (select scope_platform()));
create policy person_session_scope on person_session
    using (person_id = (select scope_person()) or (select scope_platform())
        or person_id = (select p.id from person p where p.email = (select scope_email())))
    with check (person_id = (select scope_person()) or (select scope_platform()));
create policy operator_key_scope on operator_key using (person_id = (select scope_person()));
create policy sign_in_delay_scope on sign_in_delay
    using ((select scope_installation()) or person_id = (select scope_person()));
create policy password_reset_scope on password_reset
    using ((select scope_installation()) or person_id = (select scope_person()));
create policy mail_letter_scope on mail_letter using ((select scope_installation()));
-- Whoever does what a letter tells of writes it; nobody reads it but who sends it.
create policy mail_letter_write on mail_letter for insert with check (true);

create policy resealing on operator_key to current_user using (true);
create policy resealing on mail_letter to current_user using (true);
create policy person_told on person to current_user using (true);
create policy person_session_told on person_session to current_user using (true);

-- The open session of a credential's hash, or of an id that a signed token names, and whose it is.
create function session_at_door(by_hash bytea, by_id uuid)
    returns table (id bigint, public_id uuid, email text, name text, platform_operator boolean, session_id uuid,
                   kind text, only_org bigint, most_role text, created_at timestamptz, last_used_at timestamptz)
    language sql stable rows 1 security definer set search_path from current as $$
    select p.id, p.public_id, p.email, p.name, p.platform_operator, s.id, s.kind, s.only_org, s.most_role, s.created_at,
        s.last_used_at
    from (select * from person_session h where h.token_hash = by_hash
        union all select * from person_session i where i.id = by_id) s
    join person p on p.id = s.person_id
    where s.ended_at is null and s.expires_at > now() and p.disabled_at is null
$$;

-- The people of the org, to whoever sees all of it: all, or the one of that public id. Of somebody who has not accepted
-- yet it knows what it wrote down itself.
create function org_people(who uuid)
    returns table (id bigint, public_id uuid, email text, name text, disabled boolean, last_seen timestamptz)
    language sql stable security definer set search_path from current as $$
    select p.id, p.public_id, p.email,
        case when m.accepted_at is null then coalesce(m.invited_name, p.email) else p.name end,
        p.disabled_at is not null,
        (select max(s.last_used_at) from person_session s where s.person_id = p.id and m.accepted_at is not null)
    from membership m join person p on p.id = m.person_id
    where m.org_id = scope_org() and scope_wide() and (who is null or p.public_id = who)
$$;

-- Whoever has that e-mail address, for an org that invites them; made, without a password, where nobody has.
create function invited_person(at_email text, called text, new_id uuid) returns bigint language plpgsql security definer
    set search_path from current as $$
begin
    if scope_org() is null or not scope_wide() then
        raise insufficient_privilege using message = 'people are invited into an org';
    end if;
    insert into person (public_id, email, name) values (new_id, at_email, called) on conflict (email) do nothing;
    return (select p.id from person p where p.email = at_email);
end $$;

-- Who sent a command, to its org and its device.
create function command_issuer(of_command uuid) returns table (public_id uuid, email text)
    language sql stable rows 1 security definer set search_path from current as $$
    select p.public_id, p.email from command c join person p on p.id = c.issued_by
    where c.id = of_command and (c.org_id = scope_org() or c.device = scope_device())
$$;

-- Whether anybody is here at all: asked before the first is made.
create function has_people() returns boolean language sql stable security definer set search_path from current as
$$ select exists (select from person) $$;

revoke execute on function session_at_door(bytea, uuid), org_people(uuid), invited_person(text, text, uuid),
    command_issuer(uuid), has_people() from public;
grant execute on function session_at_door(bytea, uuid), org_people(uuid), invited_person(text, text, uuid),
    command_issuer(uuid), has_people() to ${appRole};

-- The operator's visits are the org's to see, not a fleet member's.
alter policy org_visit_scope on org_visit using (org_id = (select scope_org()) and (select scope_wide()));
