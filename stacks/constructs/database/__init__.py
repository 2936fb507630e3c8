"""A database as a source: what is replicated of it, by whom, and what folds the changes."""
