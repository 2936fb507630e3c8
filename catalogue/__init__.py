"""What travels here, told to people and programs outside: schemas and a page, written from the contracts."""
