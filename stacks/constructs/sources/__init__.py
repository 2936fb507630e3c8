"""Adapters of sources that put events on the stream."""
