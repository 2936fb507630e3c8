"""Years of history, brought in by AWS Batch."""
