-- How many people an org invited lately, without reading its whole audit.
create index audit_entry_invited on audit_entry (org_id, at) where action = 'user.invited';
