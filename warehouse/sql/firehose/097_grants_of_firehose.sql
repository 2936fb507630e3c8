-- Firehose adds rows to one table.
GRANT USAGE ON SCHEMA streamed TO sluice_deliverer;

GRANT INSERT ON streamed.delivered TO sluice_deliverer;
