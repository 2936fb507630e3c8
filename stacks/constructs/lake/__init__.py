"""The lake's tables and views, their upkeep and quality, and where people ask."""
