"""The end-of-day report: a page that a store's manager looks at, made of queries over the curated tables."""
