"""Buckets, as they are at the end of the first year."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import prices
from review.bill_lines import BillLine, Lines, Unpriced
from review.loads import DAYS_A_MONTH, DAYS_STORED, GB, KB, MonthlyLoad
from review.services.firehose import DELIVERY, DESTINATION, DeliveredObjects, objects
from twin.assembly import Assembly, Resource

BUCKET = "AWS::S3::Bucket"
STANDARD = "STANDARD"
STORED = {STANDARD: prices.STANDARD, "STANDARD_IA": prices.INFREQUENT, "GLACIER_IR": prices.INSTANT}
MOVED = {"STANDARD_IA": prices.TO_INFREQUENT, "GLACIER_IR": prices.TO_INSTANT}

# Smaller objects stay where they are unless a bucket says otherwise:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
SMALLEST_MOVED = 128 * KB


class Stay(NamedTuple):
    """How long an object is in a storage class."""

    storage_class: str
    days: int


def lines(assembly: Assembly, bucket: Resource, load: MonthlyLoad) -> Lines:
    """Yield what a bucket holds that Firehose fills; of others the template says nothing."""
    filled_by = [each for each in assembly.resources(DELIVERY) if bucket in _destination(assembly, each)]
    if not filled_by:
        yield Unpriced(bucket, "Nothing in the template says how much it will hold.")
    for delivery in filled_by:
        delivered = objects(delivery, load)
        yield BillLine(bucket, prices.PUT, delivered.count)
        yield from _stored(bucket, delivered)
        if _announces(bucket):
            yield BillLine(bucket, prices.ANNOUNCED, delivered.count)


def _stored(bucket: Resource, delivered: DeliveredObjects) -> Lines:
    gigabytes_a_day = delivered.count * delivered.bytes / GB / DAYS_A_MONTH
    for storage_class, days in _stays(bucket, delivered):
        if storage_class not in STORED:
            yield Unpriced(bucket, f"The price of the storage class {storage_class} isn't in the list.")
            continue
        yield BillLine(bucket, STORED[storage_class], gigabytes_a_day * days)
        if storage_class in MOVED:
            yield BillLine(bucket, MOVED[storage_class], delivered.count)


def _stays(bucket: Resource, delivered: DeliveredObjects) -> Iterator[Stay]:
    moves = [(0, STANDARD), *(_transitions(bucket) if delivered.bytes >= SMALLEST_MOVED else ())]
    for (since, storage_class), (until, _) in pairwise([*moves, (DAYS_STORED, "")]):
        yield Stay(storage_class, until - since)


def _transitions(bucket: Resource) -> list[tuple[int, str]]:
    rules = bucket.properties.get("LifecycleConfiguration", {}).get("Rules", ())
    return sorted(
        (move["TransitionInDays"], move["StorageClass"])
        for rule in rules
        for move in rule.get("Transitions", ())
        if move["TransitionInDays"] < DAYS_STORED
    )


def _announces(bucket: Resource) -> bool:
    notifications = bucket.properties.get("NotificationConfiguration", {})
    return bool(notifications.get("EventBridgeConfiguration", {}).get("EventBridgeEnabled"))


def _destination(assembly: Assembly, delivery: Resource) -> frozenset[Resource]:
    return assembly.mentioned(delivery.stack, delivery.properties[DESTINATION]["BucketARN"])
