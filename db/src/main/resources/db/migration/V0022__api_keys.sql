-- An API key is a session of a program: whatever ends sessions ends keys. token_hash is SHA-256 of its 256 random bits.
--   only_org   it acts in that org alone; null: in each of its person's
--   most_role  the strongest role it acts with; null: that of its person
alter table person_session drop constraint person_session_kind_check;
alter table person_session
    add constraint person_session_kind_check check (kind in ('BROWSER', 'TOKEN', 'API_KEY')),
    add column name      text check (length(name) between 1 and 100),
    add column only_org  bigint references org,
    add column most_role text check (most_role in ('ADMIN', 'MANAGER', 'OPERATOR', 'VIEWER')),
    add constraint api_key_has_name check ((kind = 'API_KEY') = (name is not null)),
    add constraint only_keys_are_narrowed check (kind = 'API_KEY' or (only_org is null and most_role is null));
