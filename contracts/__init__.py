"""What a domain is declared with: the type of its events, its consumers, and why a record is refused."""
