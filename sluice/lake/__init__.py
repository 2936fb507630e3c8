"""The lake's tables, and runs of its jobs."""
