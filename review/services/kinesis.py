"""Streams, and who reads them on a way of his own.

https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
"""

import prices
from review.bill_lines import BillLine, Lines, Unpriced
from review.loads import HOURS, KB, MonthlyLoad
from twin.assembly import Assembly, Resource

STREAM = "AWS::Kinesis::Stream"
FAN_OUT = "AWS::Kinesis::StreamConsumer"
READERS = {
    "AWS::Lambda::EventSourceMapping": "EventSourceArn",
    "AWS::KinesisFirehose::DeliveryStream": "KinesisStreamSourceConfiguration",
}

# https://aws.amazon.com/kinesis/data-streams/pricing/
PUT_UNIT_BYTES = 25 * KB

HOURS_INCLUDED, HOURS_EXTENDED = 24, 168

# What a new on-demand stream takes in, 4,000 records a second, is what four shards take:
# https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
SHARDS_ON_DEMAND = 4

# Every five minutes for each identity that reads or writes:
# https://docs.aws.amazon.com/streams/latest/dev/costs-performance.html
KEY_REQUESTS = HOURS * 12
PRODUCERS = 1


def shards(stream: Resource) -> int:
    """Return the shards that the template states, or those with which an on-demand stream begins."""
    return int(stream.properties.get("ShardCount", SHARDS_ON_DEMAND))


def streams(assembly: Assembly, source: Resource) -> frozenset[Resource]:
    """Return what is read: itself, or the stream whose enhanced fan-out it is."""
    return _fanned_out(assembly, source) if source.type == FAN_OUT else frozenset([source])


def lines(assembly: Assembly, stream: Resource, load: MonthlyLoad) -> Lines:
    """Yield what a stream takes in: reading provisioned shards is free, 2 MB and 5 calls a second of each."""
    readers = _readers(assembly, stream)
    if _is_provisioned(stream):
        yield from _provisioned(stream, load)
    else:
        yield from _on_demand(stream, load, readers)
    if _retention(stream) > HOURS_EXTENDED:
        yield Unpriced(stream, "Retention beyond seven days has a price of its own.")
    if "StreamEncryption" in stream.properties:
        apart = sum(stream in _fanned_out(assembly, each) for each in assembly.resources(FAN_OUT))
        yield BillLine(stream, prices.KEY_REQUEST, KEY_REQUESTS * (readers + apart + PRODUCERS))


def fan_out_lines(assembly: Assembly, fan_out: Resource, load: MonthlyLoad) -> Lines:
    """Yield what is read, and on provisioned shards by their hours, whether anything is read or not."""
    for stream in _fanned_out(assembly, fan_out):
        if _is_provisioned(stream):
            yield BillLine(fan_out, prices.FAN_OUT_HOUR, shards(stream) * HOURS)
            yield BillLine(fan_out, prices.FAN_OUT_READ, load.gigabytes())
        else:
            yield BillLine(fan_out, prices.FAN_OUT_READ_ON_DEMAND, load.gigabytes())


def _provisioned(stream: Resource, load: MonthlyLoad) -> Lines:
    shard_hours = shards(stream) * HOURS
    yield BillLine(stream, prices.SHARD_HOUR, shard_hours)
    if _extended_hours(stream):
        yield BillLine(stream, prices.SHARD_HOUR_KEPT, shard_hours)
    yield BillLine(stream, prices.PUT_UNIT, load.events * -(-load.bytes_per_event // PUT_UNIT_BYTES))


def _on_demand(stream: Resource, load: MonthlyLoad, readers: int) -> Lines:
    written = load.gigabytes(rounded_to=KB)
    yield BillLine(stream, prices.STREAM_HOUR, HOURS)
    yield BillLine(stream, prices.DATA_IN, written)
    yield BillLine(stream, prices.DATA_OUT, load.gigabytes() * readers)
    if extended := _extended_hours(stream):
        yield BillLine(stream, prices.DATA_KEPT, written * extended / HOURS)


def _is_provisioned(stream: Resource) -> bool:
    return "ShardCount" in stream.properties


def _fanned_out(assembly: Assembly, fan_out: Resource) -> frozenset[Resource]:
    return assembly.mentioned(fan_out.stack, fan_out.properties["StreamARN"])


def _extended_hours(stream: Resource) -> int:
    return min(_retention(stream), HOURS_EXTENDED) - HOURS_INCLUDED


def _retention(stream: Resource) -> int:
    return int(stream.properties.get("RetentionPeriodHours", HOURS_INCLUDED))


def _readers(assembly: Assembly, stream: Resource) -> int:
    return sum(
        stream in assembly.mentioned(reader.stack, reader.properties.get(source))
        for type_, source in READERS.items()
        for reader in assembly.resources(type_)
    )
