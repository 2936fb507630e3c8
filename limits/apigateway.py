"""API Gateway: regional REST APIs."""

from datetime import date
from functools import partial

from limits.quota import Page, Quota

DOCUMENTATION = partial(Page, "API Gateway", read=date(2026, 11, 22))
GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
ACCOUNT = DOCUMENTATION(f"{GUIDE}/limits.html")
REST = DOCUMENTATION(f"{GUIDE}/api-gateway-execution-service-limits-table.html")

REQUESTS = Quota(limit=10_000, unit="requests a second in a region", page=ACCOUNT, adjustable=True)
BURST = Quota(limit=5_000, unit="requests at once in a region", page=ACCOUNT)
PAYLOAD_MEGABYTES = Quota(limit=10, unit="MB in a request", page=REST)
TIMEOUT_SECONDS = Quota(limit=29, unit="seconds to answer", page=REST, adjustable=True)
