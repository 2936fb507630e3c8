"""Records of AWS DMS, folded into the current state of the tables that they come from."""
