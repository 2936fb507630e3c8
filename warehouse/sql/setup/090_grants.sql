-- Analysts read their views, the loader changes the stored tables and reads what it needs, nobody else anything.
REVOKE ALL ON SCHEMA streamed, stored, analysts FROM PUBLIC;

GRANT USAGE ON SCHEMA analysts TO ROLE sluice_analyst;

GRANT SELECT ON ALL TABLES IN SCHEMA analysts TO ROLE sluice_analyst;

GRANT USAGE ON SCHEMA lake, stored, streamed TO ROLE sluice_loader;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA stored TO ROLE sluice_loader;

GRANT ROLE sys:monitor TO ROLE sluice_loader;
