"""Redshift Serverless."""

from datetime import date
from functools import partial

from limits.quota import Latency, Page, Quota

DOCUMENTATION = partial(Page, "Redshift", read=date(2026, 11, 30))
GUIDE = "https://docs.aws.amazon.com/redshift/latest"
CAPACITY = DOCUMENTATION(f"{GUIDE}/mgmt/serverless-capacity.html")
STREAMING = DOCUMENTATION(f"{GUIDE}/dg/materialized-view-streaming-ingestion.html")
DATA_API = DOCUMENTATION(
    "https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_BatchExecuteStatement.html"
)

MOST_RPU = Quota(limit=512, unit="RPUs of 16 GB in a workgroup", page=CAPACITY, adjustable=True)
LEAST_RPU = Quota(limit=4, unit="RPUs at least", page=CAPACITY)
STATEMENTS = Quota(limit=40, unit="statements in a batch of the Data API", page=DATA_API)

CAPACITIES = (LEAST_RPU.limit, *range(8, MOST_RPU.limit + 1, 8))
"""What a workgroup's base capacity may be."""

# The function that merges ends after 15 minutes, and needs some of the last one.
LAMBDA_SECONDS = 840

REFRESHED = Latency(
    what="record to a streaming view",
    takes="near real-time, without a figure or a service level: AUTO REFRESH is a query among the users'",
    page=STREAMING,
)
