"""The jobs of the chain's lake, by hand."""
