-- A device that has to frame all it says: a plain message of it is refused.
alter table device add column frames_required boolean not null default false;
