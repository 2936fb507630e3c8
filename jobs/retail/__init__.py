"""The grocery chain's jobs: from files and raw to tables, and from tables to closed days."""
