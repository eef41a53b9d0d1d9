-- As before, but those that cannot be opened are left out, or they would stand before all others for ever; and a column
-- that is none is refused as such.
--   skipped  places of values that were looked at and cannot be moved; good while nobody changes their rows
drop function former_values(text, text, integer);
create function former_values(of_table text, of_column text, most integer, skipped text[] default '{}')
    returns table (place text, purpose text, sealed bytea) language plpgsql security definer
    set search_path from current set enable_seqscan = off as $$
declare
    as_purpose text := (select c.purpose from sealed_column c where c.table_name = of_table and c.column_name = of_column);
begin
    perform require_platform();
    if as_purpose is null then
        raise check_violation using message = format('%s.%s has no sealed values', of_table, of_column);
    end if;
    return query execute format('select ctid::text, (%s)::text, %I from %I where sealed_key(%I) = any ($1)
        and ctid <> all ($3::tid[]) limit $2 for no key update skip locked', as_purpose, of_column, of_table, of_column)
        using former_marks(), most, skipped;
end $$;
revoke execute on function former_values(text, text, integer, text[]) from public;
grant execute on function former_values(text, text, integer, text[]) to ${appRole};
