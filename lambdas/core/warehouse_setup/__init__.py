"""Makes the warehouse what its files say, after each deployment."""
