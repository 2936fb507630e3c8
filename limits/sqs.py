"""Simple Queue Service."""

from datetime import date
from functools import partial

from limits.quota import Page, Quota

DOCUMENTATION = partial(Page, "SQS", read=date(2026, 11, 22))
GUIDE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest"
SEND = DOCUMENTATION(f"{GUIDE}/APIReference/API_SendMessageBatch.html")
CREATE = DOCUMENTATION(f"{GUIDE}/APIReference/API_CreateQueue.html")
MESSAGES = DOCUMENTATION(f"{GUIDE}/SQSDeveloperGuide/quotas-messages.html")
STANDARD = DOCUMENTATION(f"{GUIDE}/SQSDeveloperGuide/quotas-queues.html")
POLLERS = Page(
    "SQS",
    "https://docs.aws.amazon.com/lambda/latest/api/API_ProvisionedPollerConfig.html",
    date(2026, 11, 30),
)

# 256 KiB in older copies of the guide.
MESSAGE_BYTES = Quota(limit=1_048_576, unit="bytes in a message, and in a batch", page=SEND)
BATCH_MESSAGES = Quota(limit=10, unit="messages in a request", page=SEND)
IN_FLIGHT = Quota(limit=120_000, unit="messages received and not yet deleted", page=STANDARD, adjustable=True)
RETENTION_DAYS = Quota(limit=14, unit="days kept", page=CREATE)
DELAY_SECONDS = Quota(limit=900, unit="seconds of delay", page=CREATE)
FIFO_CALLS = Quota(
    limit=300,
    unit="calls a second of each action on a FIFO queue, more in high throughput mode",
    page=MESSAGES,
    adjustable=True,
)
PROVISIONED_POLLERS = Quota(
    limit=200, unit="pollers of Lambda at least, where they are provisioned; 2 is the least", page=POLLERS
)
MOST_POLLERS = Quota(
    limit=2_000,
    unit="pollers of Lambda at most, where they are provisioned; a newer copy says 10,000",
    page=POLLERS,
    verified=False,
)
