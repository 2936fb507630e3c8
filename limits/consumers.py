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

# A new account has fewer at first.
CONCURRENCY = Quota(limit=1_000, unit="concurrent executions in a region", page=LAMBDA, adjustable=True)
TABLE_WRITES = Quota(limit=40_000, unit="write units a second in a table", page=DYNAMODB, adjustable=True)

# As older copies say: the newer ones name no pace.
POLLS = Latency(
    what="put to function",
    takes="a poll of each shard a second, and the batch window",
    page=POLLING,
    verified=False,
)
