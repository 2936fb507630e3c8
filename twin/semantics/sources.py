"""What a mapping reads, as the ARN of its source tells."""

from dataclasses import dataclass

SHARED_INTERVAL = 1.0
"""Lambda polls a shard "at a base rate of once per second", as Firehose does:
https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html"""
FAN_OUT_INTERVAL = 0.1
"""Modelled: records are pushed, after "typically an average of 70 ms"; a look every 100 ms finds them after
50 ms on average: https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html"""
TABLE_INTERVAL = 0.25
"""Lambda polls a table's stream "at a base rate of 4 times per second":
https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html"""
CONSUMER = "/consumer/"


@dataclass(frozen=True, slots=True)
class Source:
    """A Kinesis stream, a consumer of one with enhanced fan-out, or the stream of a table."""

    arn: str

    @property
    def is_table(self) -> bool:
        return self.arn.split(":")[2] == "dynamodb"

    @property
    def is_consumer(self) -> bool:
        return CONSUMER in self.arn

    @property
    def stream_arn(self) -> str:
        """Return the stream that is read; a consumer's ARN begins with it."""
        return self.arn.partition(CONSUMER)[0]

    @property
    def name(self) -> str:
        """Return the physical name of the stream, or of the table."""
        return self.arn.split("/")[1]

    @property
    def poll_interval(self) -> float:
        """Return the seconds between looks at a shard that had nothing."""
        if self.is_table:
            return TABLE_INTERVAL
        return FAN_OUT_INTERVAL if self.is_consumer else SHARED_INTERVAL

    @property
    def batch_info(self) -> str:
        """Under which name a failure record tells where in a shard its batch was."""
        return "DDBStreamBatchInfo" if self.is_table else "KinesisBatchInfo"
