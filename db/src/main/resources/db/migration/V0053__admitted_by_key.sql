-- How many devices a key has admitted without a person in the hour that began then.
alter table enrollment_key add hour_began timestamptz, add hour_uses integer not null default 0;
