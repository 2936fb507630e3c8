"""AWS Batch."""

from datetime import date
from functools import partial

from limits.quota import Latency, Page, Quota

DOCUMENTATION = partial(Page, "AWS Batch", read=date(2026, 11, 22))
GUIDE = "https://docs.aws.amazon.com/batch/latest"
QUOTAS = DOCUMENTATION(f"{GUIDE}/userguide/service_limits.html")
RETRY = DOCUMENTATION(f"{GUIDE}/APIReference/API_RetryStrategy.html")
SUBMIT = DOCUMENTATION(f"{GUIDE}/APIReference/API_SubmitJob.html")
WHEN = DOCUMENTATION(f"{GUIDE}/userguide/bestpractice1.html")

ARRAY = Quota(limit=10_000, unit="jobs in an array", page=QUOTAS)
SUBMITTED = Quota(limit=1_000_000, unit="jobs submitted", page=QUOTAS)
SUBMITS = Quota(limit=50, unit="SubmitJob calls a second", page=QUOTAS)
QUEUES = Quota(limit=50, unit="job queues in a region", page=QUOTAS)
ATTEMPTS = Quota(limit=10, unit="attempts at a job", page=RETRY)
FARGATE_MEMORY = {
    0.25: (512, 1_024, 2_048),
    0.5: (1_024, 2_048, 3_072, 4_096),
    1: tuple(range(2_048, 8_192 + 1, 1_024)),
    2: tuple(range(4_096, 16_384 + 1, 1_024)),
    4: tuple(range(8_192, 30_720 + 1, 1_024)),
}
"""MiB of memory by vCPU: https://docs.aws.amazon.com/batch/latest/APIReference/API_ResourceRequirement.html"""
FARGATE_DAYS = Quota(limit=14, unit="days that Fargate promises a job", page=SUBMIT)

TO_RUN = Latency(
    what="job to its start",
    takes="not for answers within seconds: AWS advises jobs of 3 to 5 minutes and more",
    page=WHEN,
)
