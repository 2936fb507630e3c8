"""Glue: Spark jobs."""

from datetime import date
from functools import partial

from limits.quota import Latency, Page, Quota

DOCUMENTATION = partial(Page, "Glue", read=date(2026, 11, 22))
JOBS = DOCUMENTATION("https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-job.html")
ZERO_ETL = DOCUMENTATION(
    "https://docs.aws.amazon.com/glue/latest/dg/zero-etl-configuring-integration.html",
    read=date(2026, 11, 30),
)

# Newer copies of the page don't say it any more.
WORKERS = Quota(limit=299, unit="G.1X workers in a job", page=JOBS, verified=False)
QUOTAS = Page("Glue", "https://docs.aws.amazon.com/general/latest/gr/glue.html", date(2026, 11, 30))
# Stored copies of the page have no table: as Service Quotas listed them. A new account may have fewer.
TASK_DPUS = Quota(
    limit=1_000, unit="DPUs in all runs of a region", page=QUOTAS, adjustable=True, verified=False
)
SPARE_DPUS = Quota(
    limit=50, unit="DPUs in all FLEX runs of a region", page=QUOTAS, adjustable=True, verified=False
)
RUNS = Quota(limit=200, unit="runs at once in a region", page=QUOTAS, adjustable=True, verified=False)
TIMEOUT_MINUTES = Quota(limit=10_080, unit="minutes in a run", page=JOBS)

REPLICATED = Latency(
    what="source to target, by a zero-ETL integration of a SaaS source",
    takes="15 minutes to 6 days, an hour by default",
    page=ZERO_ETL,
)
