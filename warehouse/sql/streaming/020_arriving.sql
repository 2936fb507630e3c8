-- The stream, as Redshift reads it.
CREATE EXTERNAL SCHEMA IF NOT EXISTS arriving FROM KINESIS IAM_ROLE default;
