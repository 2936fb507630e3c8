"""The machinery of a lake: how its tables, views, rules and questions are declared, released and told."""
