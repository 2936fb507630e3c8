"""What must not be stored, in the places that only the chain has."""
