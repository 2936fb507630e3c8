"""The look that all pages of the house share."""
