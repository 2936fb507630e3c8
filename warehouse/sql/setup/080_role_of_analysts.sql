-- Who asks.
-- Unless: SELECT 1 FROM svv_roles WHERE role_name = 'sluice_analyst'
CREATE ROLE sluice_analyst;
