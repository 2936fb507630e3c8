"""What the synthesized policies allow: read from the templates, decided without AWS, counted by grant."""
