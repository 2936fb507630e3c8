"""Years of history, brought in by AWS Batch: `python -m jobs.backfill list`, `plan` and `run`."""
