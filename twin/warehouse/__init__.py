"""The warehouse's SQL on this machine: DuckDB in the place of Redshift, through a translation of its own."""
