-- How often a result of this command was refused: a device may not fill the audit with what it makes up.
alter table command add refused_results integer not null default 0;
