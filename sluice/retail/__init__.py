"""The chain's own commands: its shelves, and the jobs of its lake."""
