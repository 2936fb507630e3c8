"""An act of the demo: a week of history is brought in beside live sales, and killed on the way."""
