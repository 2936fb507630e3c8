"""Glue: Spark jobs."""

from datetime import date
from functools import partial

from limits.quota import Page, Quota

DOCUMENTATION = partial(Page, "Glue", read=date(2026, 11, 22))
JOBS = DOCUMENTATION("https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-job.html")

# Newer copies of the page don't say it any more.
WORKERS = Quota(limit=299, unit="G.1X workers in a job", page=JOBS, verified=False)
TIMEOUT_MINUTES = Quota(limit=10_080, unit="minutes in a run", page=JOBS)
