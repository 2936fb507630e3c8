-- The loader removes records that were merged long ago.
GRANT SELECT, DELETE ON streamed.delivered TO ROLE sluice_loader;
