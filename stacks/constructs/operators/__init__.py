"""The two policies of whoever operates an environment."""
