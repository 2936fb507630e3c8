"""Keeps the warehouse up to the lake, and says how far its view is behind the stream."""
