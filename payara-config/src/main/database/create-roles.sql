-- Two roles and the schema for Muster. Run once, in a new database, as a superuser (or a role with CREATEROLE that owns
-- the database), PostgreSQL 16 or newer:
--
--   createdb --encoding=UTF8 muster
--   psql -d muster -v ON_ERROR_STOP=1 -v owner_password=… -v app_password=… --single-transaction -f create-roles.sql
--
-- muster_owner owns the schema and migrates it; muster_app is whom the server logs in as: data, no tables of its own, no
-- way around row-level security.

create role muster_owner login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'owner_password';
create role muster_app login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'app_password';

revoke all on database :"DBNAME" from public;
grant connect, create on database :"DBNAME" to muster_owner;
grant connect on database :"DBNAME" to muster_app;
revoke all on schema public from public;

create schema muster authorization muster_owner;
grant usage on schema muster to muster_app;

-- pg_temp last: an object of the session's own must never stand in for one of the schema.
alter role muster_owner in database :"DBNAME" set search_path = muster, pg_temp;
alter role muster_owner in database :"DBNAME" set lock_timeout = '10s';
alter role muster_app in database :"DBNAME" set search_path = muster, pg_temp;
alter role muster_app in database :"DBNAME" set statement_timeout = '10s';
alter role muster_app in database :"DBNAME" set lock_timeout = '2s';
alter role muster_app in database :"DBNAME" set idle_in_transaction_session_timeout = '15s';
