"""The two policies of operators."""
