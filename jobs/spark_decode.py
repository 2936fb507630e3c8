"""Raw objects read and decoded by many Python workers at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from functools import cache, partial
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import boto3
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from jobs.decode import EventColumns, decode
from jobs.raw import RawObject, read, records
from lambdas.core.claims import Claims
from lambdas.core.time_bounds import TimeBounds

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

TASK_BYTES = 64 * 1024 * 1024
PLACES = "number int, bucket string, key string, version string, arrived_at timestamp, size long"


def decode_objects(
    session: SparkSession, objects: Sequence[RawObject], columns: EventColumns, bounds: TimeBounds
) -> DataFrame:
    """Return the records of raw objects in columns."""
    spark = session.sparkContext
    tasks = max(spark.defaultParallelism, sum(each.size for each in objects) // TASK_BYTES)
    piles = spread(objects, tasks)
    places = spark.parallelize(piles, len(piles)).flatMap(lambda pile: map(astuple, pile))
    decode_all = partial(_decode, columns, bounds)
    return session.createDataFrame(places, PLACES).mapInArrow(decode_all, from_arrow_schema(columns.schema))


def spread(objects: Sequence[RawObject], tasks: int) -> list[list[RawObject]]:
    """Deal objects out to tasks, the largest first, each to the one that has least to read."""
    piles: list[tuple[int, int, list[RawObject]]] = [(0, number, []) for number in range(tasks)]
    for each in sorted(objects, key=lambda each: each.size, reverse=True):
        bytes_, number, pile = heappop(piles)
        pile.append(each)
        heappush(piles, (bytes_ + each.size, number, pile))
    return [pile for _, _, pile in piles]


def _decode(
    columns: EventColumns, bounds: TimeBounds, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for place in batch.to_pylist():
            each = RawObject(**place)
            claims = Claims(_s3(), each.bucket)
            found, oldest = records(read(_s3(), each)), bounds.of_object(each.key)
            yield from decode(each.number, found, each.arrived_at, oldest, claims, columns)


@cache
def _s3() -> "S3Client":
    """Return one client for all that a worker reads."""
    return boto3.client("s3")
