"""Take out of an environment what must not be stored: card numbers, and who asks to be forgotten."""
