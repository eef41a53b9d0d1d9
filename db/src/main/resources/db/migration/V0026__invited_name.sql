-- Until somebody accepts, an org knows of them what it wrote down itself: not the name they bear elsewhere, nor when they
-- were seen there.
alter table membership add column invited_name text check (length(invited_name) between 1 and 200);
