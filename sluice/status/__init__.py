"""How a deployed environment stands: one look, which changes nothing."""
