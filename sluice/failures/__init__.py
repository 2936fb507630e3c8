"""What was refused or given up: where it lies, why, and the ways back."""
