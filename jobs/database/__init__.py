"""A database's changes in the lake: read from raw, folded as the functions fold them, shown as tables."""
