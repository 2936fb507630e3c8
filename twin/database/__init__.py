"""A source database and what reads it: a real PostgreSQL, and a stand-in for AWS DMS (twin/semantics/dms)."""
