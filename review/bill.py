"""What a deployment costs: pure, from the template's resources and a load to the lines of a bill."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import prices
from prices import MILLION
from review import consumers
from review.bill_lines import BillLine, Lines, Unpriced
from review.free import FREE
from review.loads import MonthlyLoad
from review.services import (
    athena,
    batch,
    cloudwatch,
    dms,
    dynamodb,
    events,
    firehose,
    functions,
    glue,
    kinesis,
    mappings,
    network,
    positions,
    push,
    queues,
    redshift,
    s3,
    secrets,
    sources,
)
from twin.assembly import Assembly, Resource


def _key(_assembly: Assembly, key: Resource, _load: MonthlyLoad) -> Lines:
    yield BillLine(key, prices.KEY, 1)
    yield Unpriced(key, "Rotations, and requests for buckets and topics: AWS doesn't say how many these are.")


def _topic(_assembly: Assembly, topic: Resource, _load: MonthlyLoad) -> Lines:
    yield Unpriced(topic, "By notification: how many alarms fire, and to whom, isn't in the template.")


def _table(assembly: Assembly, table: Resource, load: MonthlyLoad) -> Lines:
    priced = positions if positions.writers(assembly, table) else dynamodb
    yield from priced.lines(assembly, table, load)


PRICED: Mapping[str, Callable[[Assembly, Resource, MonthlyLoad], Lines]] = {
    "AWS::KMS::Key": _key,
    "AWS::SNS::Topic": _topic,
    athena.WORK_GROUP: athena.lines,
    batch.JOB: batch.lines,
    consumers.FUNCTION: functions.lines,
    dms.REPLICATION: dms.lines,
    dynamodb.TABLE: _table,
    events.ARCHIVE: events.archive_lines,
    events.BUS: events.lines,
    firehose.DELIVERY: firehose.lines,
    glue.JOB: glue.lines,
    glue.OPTIMIZER: glue.optimizer_lines,
    glue.SCHEDULE: glue.schedule_lines,
    kinesis.FAN_OUT: kinesis.fan_out_lines,
    kinesis.STREAM: kinesis.lines,
    mappings.MAPPING: mappings.lines,
    network.ENDPOINT: network.lines,
    network.FLOW_LOG: network.flow_log_lines,
    push.API: push.lines,
    push.FIREWALL: push.firewall_lines,
    queues.QUEUE: queues.lines,
    s3.BUCKET: s3.lines,
    redshift.NAMESPACE: redshift.storage_lines,
    redshift.WORKGROUP: redshift.lines,
    secrets.SECRET: secrets.lines,
    sources.TOPIC_RULE: sources.lines,
    cloudwatch.ALARM: cloudwatch.alarm_lines,
    cloudwatch.DASHBOARD: cloudwatch.dashboard_lines,
    cloudwatch.LOGS: cloudwatch.log_lines,
}

# What CDK notes about the template: no resource, and there only when its command line synthesizes.
NOTES = "AWS::CDK::Metadata"


@dataclass(frozen=True)
class Bill:
    """A month of a deployment under a load, modelled; `free` are types of resources."""

    load: MonthlyLoad
    rows: tuple[BillLine, ...]
    unpriced: tuple[Unpriced, ...]
    free: frozenset[str]

    @property
    def dollars(self) -> float:
        """Return the total of what is priced."""
        return sum(row.dollars for row in self.rows)

    @property
    def dollars_to_keep(self) -> float:
        """Return the part of it for what events leave for good: it grows with every month."""
        return sum(row.dollars for row in self.rows if row.price.grows)

    @property
    def dollars_a_million(self) -> float | None:
        """Return the total over the month's events; none if none came."""
        return self.dollars / self.load.events * MILLION if self.load.events else None

    def of_stack(self, stack: str) -> float:
        """Return the dollars of a stack's resources."""
        return sum(row.dollars for row in self.rows if row.resource.stack == stack)

    def of(self, service: str, what: str | None = None) -> float:
        """Return the dollars of a service, or of one thing that it charges."""
        return sum(
            row.dollars
            for row in self.rows
            if row.price.service == service and what in (None, row.price.what)
        )


def bill(assembly: Assembly, load: MonthlyLoad) -> Bill:
    """Return the bill: every resource gives lines, is free or stands among the unpriced."""
    lines = [line for resource in _resources(assembly) for line in _lines(assembly, resource, load)]
    return Bill(
        load=load,
        rows=tuple(line for line in lines if isinstance(line, BillLine)),
        unpriced=tuple(line for line in lines if isinstance(line, Unpriced)),
        free=assembly.types & FREE.keys(),
    )


def _lines(assembly: Assembly, resource: Resource, load: MonthlyLoad) -> Lines:
    if resource.type in PRICED:
        yield from PRICED[resource.type](assembly, resource, load)
    elif resource.type not in FREE:
        yield Unpriced(resource, f"The price of {resource.type} isn't in the list.")


def _resources(assembly: Assembly) -> list[Resource]:
    every = (resource for stack in assembly.stacks for resource in stack.resources)
    return [resource for resource in every if resource.type != NOTES]
