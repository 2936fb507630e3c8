"""The grocery chain's own: capabilities that only its domain has."""
