-- The loader removes records that were merged long ago.
GRANT SELECT, DELETE ON streamed.records TO ROLE sluice_loader;
