"""Redshift Serverless, how records come into it, and who keeps it up to the lake."""
