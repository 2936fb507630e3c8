"""The endpoint that takes events over HTTPS."""
