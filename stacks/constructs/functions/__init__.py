"""The functions, their code, and the network that they run in."""
