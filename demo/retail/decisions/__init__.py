"""What is decided while sales stream: who is suspected, and what is ordered."""
