"""The declaration of a domain: the type of its events, its consumers, and the reasons to refuse a record."""
