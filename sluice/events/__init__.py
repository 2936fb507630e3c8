"""The event bus's archive, and replays of it."""
