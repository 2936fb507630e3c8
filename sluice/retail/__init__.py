"""The chain's own commands: its shelves, its orders, and the jobs of its lake."""
