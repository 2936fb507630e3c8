"""What an operator does when something went wrong, with the commands that an operator has."""
