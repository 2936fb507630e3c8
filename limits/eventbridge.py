"""EventBridge: buses and rules."""

from datetime import date
from functools import partial

from limits.quota import Latency, Page, Quota

DOCUMENTATION = partial(Page, "EventBridge", read=date(2026, 11, 22))
GUIDE = "https://docs.aws.amazon.com/eventbridge/latest"
PUT = DOCUMENTATION(f"{GUIDE}/APIReference/API_PutEvents.html")
TARGET = DOCUMENTATION(f"{GUIDE}/APIReference/API_PutTargets.html")
QUOTAS = DOCUMENTATION(f"{GUIDE}/userguide/eb-quota.html")
RETRY = DOCUMENTATION(f"{GUIDE}/userguide/eb-rule-retry-policy.html")
AMAZON_KEY = DOCUMENTATION(
    "https://aws.amazon.com/blogs/architecture/mastering-millisecond-latency-and-millions-of-events"
    "-the-event-driven-architecture-behind-the-amazon-key-suite/"
)

# 256 KB in older copies of the guide.
ENTRY_MEGABYTES = Quota(limit=1, unit="MB in an event", page=PUT)
PUT_ENTRIES = Quota(limit=10, unit="events in a PutEvents call", page=PUT)
PUT_CALLS = Quota(
    limit=10_000, unit="PutEvents calls a second in us-east-1, less elsewhere", page=QUOTAS, adjustable=True
)
INVOCATIONS = Quota(
    limit=18_750, unit="targets called a second in us-east-1, less elsewhere", page=QUOTAS, adjustable=True
)
RULES = Quota(limit=300, unit="rules on a bus", page=QUOTAS, adjustable=True)
TARGETS = Quota(limit=5, unit="targets of a rule", page=TARGET)
# Of a bus of AWS::Events::EventBus. The newer kind gives up after 5 minutes unless told otherwise:
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-retry.html
RETRY_HOURS = Quota(limit=24, unit="hours of retries", page=RETRY)
RETRIES = Quota(limit=185, unit="retries", page=RETRY)

# From summaries of the article.
TO_TARGET = Latency(
    what="event to its target",
    takes="80 ms in 90 of 100 cases at 2,000 events a second, as one team at Amazon measured",
    page=AMAZON_KEY,
    verified=False,
)
