"""Dead letters: what no queue's consumer settled, and no rule could deliver."""
