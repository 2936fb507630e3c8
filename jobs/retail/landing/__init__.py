"""Files from stores and the head office: what they must be, what is told of those that aren't."""
