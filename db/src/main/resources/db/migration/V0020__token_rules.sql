-- A token may be renewed again and again, but not for ever: the moment of the login goes on from session to session.
alter table person_session add column signed_in_at timestamptz;
update person_session set signed_in_at = created_at;
alter table person_session alter column signed_in_at set not null, alter column signed_in_at set default now();
