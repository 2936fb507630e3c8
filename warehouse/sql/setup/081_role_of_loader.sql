-- Who merges.
-- Unless: SELECT 1 FROM svv_roles WHERE role_name = 'sluice_loader'
CREATE ROLE sluice_loader;
