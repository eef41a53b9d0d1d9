create extension if not exists pg_trgm;

-- Whom a transaction acts for. The application sets these with set_config(name, value, true) at the start of each
-- transaction; the policies of every tenant table read them. Nothing set means nothing seen.
--   app.org_id      the org
--   app.person_id   a person (their own memberships, before an org is chosen)
--   app.device_id   a device at its door (its own rows, before its org is known)
--   app.enrollment  hex SHA-256 of an enrollment key (that key's row)
--   app.platform    'on' for the platform operator: the list of orgs and the unclaimed pool, never an org's data

create function scope_org() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('app.org_id', true), '')::bigint $$;

create function scope_person() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('app.person_id', true), '')::bigint $$;

create function scope_enrollment() returns text language sql stable parallel safe as
$$ select nullif(current_setting('app.enrollment', true), '') $$;

create function scope_platform() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('app.platform', true) = 'on', false) $$;

create function scope_device_id() returns text language sql stable parallel safe as
$$ select nullif(current_setting('app.device_id', true), '') $$;
