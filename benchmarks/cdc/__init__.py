"""A database's changes: our fold beside a consumer that writes record by record."""
