"""Database Migration Service."""

from datetime import date
from functools import partial

from limits.quota import Latency, Page, Quota

DOCUMENTATION = partial(Page, "DMS", read=date(2026, 11, 22))
GUIDE = "https://docs.aws.amazon.com/dms/latest"
QUOTAS = DOCUMENTATION(f"{GUIDE}/userguide/CHAP_Limits.html")
SERVERLESS = DOCUMENTATION(f"{GUIDE}/APIReference/API_ComputeConfig.html")
KINESIS_TARGET = DOCUMENTATION(f"{GUIDE}/userguide/CHAP_Target.Kinesis.html", read=date(2026, 11, 30))
COMPONENTS = DOCUMENTATION(f"{GUIDE}/userguide/CHAP_Serverless.Components.html", read=date(2026, 11, 30))
CHANGES = DOCUMENTATION(f"{GUIDE}/userguide/CHAP_Task.CDC.html")

# Only in an older copy.
INSTANCES = Quota(limit=60, unit="replication instances", page=QUOTAS, adjustable=True, verified=False)
TASKS = Quota(limit=200, unit="tasks on an instance", page=QUOTAS, adjustable=True, verified=False)
STORAGE = Quota(
    limit=30_000, unit="GB of storage for all instances", page=QUOTAS, adjustable=True, verified=False
)
CAPACITY = Quota(limit=384, unit="capacity units of 2 GB in a serverless replication", page=SERVERLESS)

CAPACITIES = (1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 384)
"""The capacity units that a serverless replication may be given: `SERVERLESS`."""
CAPACITY_GIBIBYTES = 2
"""The memory of one: `COMPONENTS`."""

# Only in an older copy.
MESSAGE_KIBIBYTES = Quota(
    limit=1_024, unit="KiB in a message to Kinesis", page=KINESIS_TARGET, verified=False
)
APPLY_THREADS = Quota(limit=32, unit="threads that write to Kinesis", page=KINESIS_TARGET, verified=False)
APPLY_BUFFER = Quota(
    limit=1_000, unit="records in the buffer of a thread", page=KINESIS_TARGET, verified=False
)
APPLY_QUEUES = Quota(limit=512, unit="queues of a thread", page=KINESIS_TARGET, verified=False)
IDLE_HOURS = Quota(limit=48, unit="hours billed after a stop", page=COMPONENTS)

CAPTURED = Latency(
    what="commit to the stream",
    takes="not real-time, without a service level: minutes or more under load",
    page=CHANGES,
)
