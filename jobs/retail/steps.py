"""The chain's transforms: `jobs/retail/sql`."""

from importlib import resources

from jobs.sql_steps import SqlSteps

STEPS = SqlSteps(resources.files("jobs.retail") / "sql")
