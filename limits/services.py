"""Every row there is."""

from limits import (
    apigateway,
    batch,
    consumers,
    dms,
    eventbridge,
    firehose,
    glue,
    kinesis,
    msk,
    redshift,
    sqs,
)
from limits.quota import Latency, Quota

MODULES = (kinesis, firehose, sqs, eventbridge, apigateway, glue, batch, dms, msk, redshift, consumers)

QUOTAS = tuple(row for module in MODULES for row in vars(module).values() if isinstance(row, Quota))
LATENCIES = tuple(row for module in MODULES for row in vars(module).values() if isinstance(row, Latency))
