"""What takes in what the stream brings: Lambda and DynamoDB."""

from datetime import date

from limits.quota import Latency, Page, Quota

READ = date(2026, 11, 22)
LAMBDA = Page("Lambda", "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html", READ)
POLLING = Page("Lambda", "https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html", READ)
DYNAMODB = Page(
    "DynamoDB",
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html",
    READ,
)

RESERVING = Page(
    "Lambda",
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
    date(2026, 11, 30),
)

DURABLE = Page(
    "Lambda", "https://docs.aws.amazon.com/lambda/latest/api/API_DurableConfig.html", date(2026, 11, 30)
)

CONCURRENCY = Quota(limit=1_000, unit="concurrent executions in a region", page=LAMBDA, adjustable=True)
# The page says "reduced"; new accounts were seen with 10: https://github.com/architect/arc.codes/issues/674.
# A deploy that reserves any is refused there: https://github.com/aws-samples/one-observability-demo/issues/278.
NEW_CONCURRENCY = Quota(
    limit=10,
    unit="concurrent executions in a region of a new account",
    page=LAMBDA,
    adjustable=True,
    verified=False,
)
PAYLOAD_BYTES = Quota(limit=6_291_456, unit="bytes in the payload of a synchronous invocation", page=LAMBDA)
RESERVED = Quota(
    limit=CONCURRENCY.limit - 100,
    unit="concurrent executions reserved, as 100 stay for functions without a reserve",
    page=RESERVING,
    adjustable=True,
)
DURABLE_SECONDS = Quota(
    limit=31_622_400,
    unit="seconds that a durable execution may last, each of its invocations as ever",
    page=DURABLE,
)
DURABLE_DAYS = Quota(limit=90, unit="days that the history of a durable execution is kept", page=DURABLE)
TABLE_WRITES = Quota(limit=40_000, unit="write units a second in a table", page=DYNAMODB, adjustable=True)

# As older copies say: the newer ones name no pace.
POLLS = Latency(
    what="put to function",
    takes="a poll of each shard a second, and the batch window",
    page=POLLING,
    verified=False,
)
