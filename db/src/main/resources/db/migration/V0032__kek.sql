-- Key-encryption keys (KEKs), oldest first. A sealed value begins with a version byte: 2 is followed by the 4-byte id of
-- its KEK, 1 is older than ids and under the KEK marked version_1. The newest KEK is the one values are moved to.
--   key_id      null only until the first start after this migration
--   sealed      a known text: a wrong KEK is found here before anything else is opened
--   retired_at  nothing is sealed under it, and nothing is taken that is
create table kek (
    ordinal    smallint generated always as identity primary key,
    key_id     bytea unique check (length(key_id) = 4),
    sealed     bytea       not null,
    version_1  boolean     not null default false,
    begun_at   timestamptz not null default now(),
    retired_at timestamptz
);
insert into kek (sealed, version_1, begun_at) select sealed, true, created_at from kek_check;
drop table kek_check;
grant select on kek to ${appRole};

-- A random key, sealed: what is only compared is kept as its HMAC under this one, which no rotation changes.
create table fingerprint_key (
    id         smallint primary key default 1 check (id = 1),
    sealed     bytea       not null,
    created_at timestamptz not null default now()
);
grant select, insert on fingerprint_key to ${appRole};

-- The id of the KEK a value is under; '' in version 1, null where it is no sealed value.
create function sealed_key(sealed bytea) returns bytea language sql immutable parallel safe as $$
    select case substring(sealed from 1 for 1)
        when '\x02'::bytea then substring(sealed from 2 for 4)
        when '\x01'::bytea then ''::bytea end
$$;

create function kek_target() returns bytea language sql stable set search_path from current as $$
    select key_id from kek where retired_at is null order by ordinal desc limit 1
$$;

-- What the values of a KEK begin with: its id, and '' for the one of version 1.
create function kek_marks(of_key bytea) returns bytea[] language sql stable set search_path from current as $$
    select case when k.version_1 then array[k.key_id, ''::bytea] else array[k.key_id] end
    from kek k where k.key_id = of_key
$$;

create function former_marks() returns bytea[] language sql stable set search_path from current as $$
    select coalesce(array_agg(m.mark), '{}') from kek k, unnest(kek_marks(k.key_id)) m(mark)
    where k.retired_at is null and k.key_id <> kek_target()
$$;

-- Who seals holds this lock shared, who retires a KEK holds it alone: nothing is under way under a retired KEK.
create function kek_lock() returns bigint language sql immutable parallel safe as $$ select 7038315::bigint $$;

create function sealed_under_known_kek() returns trigger language plpgsql set search_path from current as $$
declare
    value bytea;
begin
    execute format('select ($1).%I', tg_argv[0]) into value using new;
    if value is null then
        return new;
    end if;
    perform pg_advisory_xact_lock_shared(kek_lock());
    if not exists (select from kek k where k.retired_at is null and sealed_key(value) = any (
            case when k.version_1 then array[k.key_id, ''::bytea] else array[k.key_id] end)) then
        raise check_violation using message =
            format('%s.%s is not sealed under a key-encryption key in use', tg_table_name, tg_argv[0]);
    end if;
    return new;
end $$;

-- Every column with sealed values.
--   purpose  SQL over the row: what the application authenticates with the value
create table sealed_column (
    table_name  text not null,
    column_name text not null,
    purpose     text not null,
    primary key (table_name, column_name)
);

-- Enters a column, with the index that finds values by their KEK, the trigger that refuses unknown ones, and the policy
-- the owner's functions below need where rows are protected.
create function seal_column(of_table text, of_column text, as_purpose text) returns void language plpgsql
    set search_path from current as $$
begin
    insert into sealed_column values (of_table, of_column, as_purpose);
    execute format('create index %I on %I (sealed_key(%I))', of_table || '_' || of_column || '_kek', of_table, of_column);
    execute format('create trigger %I before insert or update of %I on %I for each row execute function
        sealed_under_known_kek(%L)', of_column || '_kek', of_column, of_table, of_column);
    if (select relrowsecurity from pg_class where oid = of_table::regclass) and not exists (
            select from pg_policy where polrelid = of_table::regclass and polname = 'resealing') then
        execute format('create policy resealing on %I to current_user using (true)', of_table);
    end if;
end $$;
revoke execute on function seal_column(text, text, text) from public;

select seal_column('signing_key', 'private_sealed', $$'signing-key:' || kid$$);
select seal_column('device_credential', 'secret', $$'device-secret:' || device$$);
select seal_column('device_credential', 'previous_secret', $$'device-secret:' || device$$);
select seal_column('remembered_answer', 'answer', $$'answer:' || org_id || ':' || person_id || ':' || key$$);
select seal_column('person_totp', 'secret_sealed', $$'totp:' || person_id$$);
select seal_column('operator_key', 'sealed', $$'operator-key:' || id$$);
select seal_column('mail_letter', 'content', $$'mail:' || id$$);
select seal_column('factory_key', 'key_sealed', $$'factory-key:' || id$$);
select seal_column('fingerprint_key', 'sealed', $$'fingerprint-key'$$);

-- The functions of a rotation, for the platform's scope alone: they work on all orgs at once, on sealed bytes only.

create function require_platform() returns void language plpgsql set search_path from current as $$
begin
    if not scope_platform() then
        raise insufficient_privilege using message = 'key-encryption keys are the platform''s';
    end if;
end $$;

-- Values go to this KEK from now on.
create function kek_begin(new_key bytea, known_text bytea) returns void language plpgsql security definer
    set search_path from current as $$
begin
    perform require_platform();
    insert into kek (key_id, sealed) values (new_key, known_text);
end $$;

-- The id of the KEK that the database had before ids.
create function kek_identify(old_key bytea) returns void language plpgsql security definer
    set search_path from current as $$
begin
    perform require_platform();
    update kek set key_id = old_key where key_id is null;
end $$;

create function values_under(of_key bytea) returns bigint language plpgsql security definer
    set search_path from current as $$
declare
    at record;
    here bigint;
    found_all bigint := 0;
begin
    perform require_platform();
    for at in select * from sealed_column loop
        execute format('select count(*) from %I where sealed_key(%I) = any ($1)', at.table_name, at.column_name)
            into here using kek_marks(of_key);
        found_all := found_all + here;
    end loop;
    return found_all;
end $$;

-- Retires a KEK that nothing is under; returns how many values still are, and then changes nothing.
create function kek_retire(of_key bytea) returns bigint language plpgsql security definer
    set search_path from current as $$
declare
    held bigint;
begin
    perform require_platform();
    perform pg_advisory_xact_lock(kek_lock());
    if of_key = kek_target() then
        raise check_violation using message = 'this is the key-encryption key in use';
    end if;
    held := values_under(of_key);
    if held = 0 then
        update kek set retired_at = now() where key_id = of_key and retired_at is null;
    end if;
    return held;
end $$;

-- Some values under former KEKs, locked to the end of the transaction; those that others hold are left out. By the index:
-- a table scan would pass all that is done already, each time.
create function former_values(of_table text, of_column text, most integer)
    returns table (place text, purpose text, sealed bytea) language plpgsql security definer
    set search_path from current set enable_seqscan = off as $$
declare
    as_purpose text := (select c.purpose from sealed_column c where c.table_name = of_table and c.column_name = of_column);
begin
    perform require_platform();
    return query execute format('select ctid::text, (%s)::text, %I from %I where sealed_key(%I) = any ($1)
        limit $2 for no key update skip locked', as_purpose, of_column, of_table, of_column)
        using former_marks(), most;
end $$;

-- Puts the same secret in its place, sealed under the newest KEK; false where the value has changed meanwhile.
create function reseal(of_table text, of_column text, at_place text, former bytea, resealed bytea) returns boolean
    language plpgsql security definer set search_path from current as $$
declare
    changed bigint;
begin
    perform require_platform();
    if not exists (select from sealed_column where table_name = of_table and column_name = of_column)
            or coalesce(sealed_key(former) = any (former_marks()), false) is false
            or sealed_key(resealed) is distinct from kek_target()
            or length(resealed) - 5 <> length(former) - 1 - length(sealed_key(former)) then
        raise check_violation using message = 'not the same value under the newest key-encryption key';
    end if;
    execute format('update %I set %I = $1 where ctid = $2::tid and %I = $3', of_table, of_column, of_column)
        using resealed, at_place, former;
    get diagnostics changed = row_count;
    return changed > 0;
end $$;

revoke execute on function kek_begin(bytea, bytea), kek_identify(bytea), values_under(bytea), kek_retire(bytea),
    former_values(text, text, integer), reseal(text, text, text, bytea, bytea) from public;
grant execute on function kek_begin(bytea, bytea), kek_identify(bytea), values_under(bytea), kek_retire(bytea),
    former_values(text, text, integer), reseal(text, text, text, bytea, bytea) to ${appRole};
grant select on sealed_column to ${appRole};
