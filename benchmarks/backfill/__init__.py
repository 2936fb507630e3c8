"""History from Parquet to raw objects, beside a loop of PutRecords: events a second on a core, and memory."""
