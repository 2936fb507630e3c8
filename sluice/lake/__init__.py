"""The lake's jobs and tables, by hand."""
