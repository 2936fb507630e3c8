"""The manifest of raw, and the state machine that brings a window of it back."""
