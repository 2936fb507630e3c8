"""Database Migration Service."""

from datetime import date
from functools import partial

from limits.quota import Latency, Page, Quota

DOCUMENTATION = partial(Page, "DMS", read=date(2026, 11, 22))
GUIDE = "https://docs.aws.amazon.com/dms/latest"
QUOTAS = DOCUMENTATION(f"{GUIDE}/userguide/CHAP_Limits.html")
SERVERLESS = DOCUMENTATION(f"{GUIDE}/APIReference/API_ComputeConfig.html")
CHANGES = DOCUMENTATION(f"{GUIDE}/userguide/CHAP_Task.CDC.html")

# Only in an older copy.
INSTANCES = Quota(limit=60, unit="replication instances", page=QUOTAS, adjustable=True, verified=False)
TASKS = Quota(limit=200, unit="tasks on an instance", page=QUOTAS, adjustable=True, verified=False)
STORAGE = Quota(
    limit=30_000, unit="GB of storage for all instances", page=QUOTAS, adjustable=True, verified=False
)
CAPACITY = Quota(limit=384, unit="capacity units of 2 GB in a serverless replication", page=SERVERLESS)

CAPTURED = Latency(
    what="commit to the stream",
    takes="not real-time, without a service level: minutes or more under load",
    page=CHANGES,
)
