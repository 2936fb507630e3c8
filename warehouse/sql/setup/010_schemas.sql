-- What arrives, what is stored here, what analysts read; and the lake's tables, where they lie.
CREATE SCHEMA IF NOT EXISTS streamed;

CREATE SCHEMA IF NOT EXISTS stored;

CREATE SCHEMA IF NOT EXISTS analysts;

CREATE EXTERNAL SCHEMA IF NOT EXISTS lake FROM DATA CATALOG DATABASE '${catalog}' IAM_ROLE default;
