"""House defaults, each written once."""
