"""Glue jobs, their code, and what starts them when something arrives."""
