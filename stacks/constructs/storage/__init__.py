"""Buckets and tables, and how long they keep what."""
