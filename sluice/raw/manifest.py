"""The raw bucket held against its manifest, hour by hour."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.object_version import ObjectVersion, read_entry
from lambdas.core.manifest.table import list_hour, put_entry
from lambdas.core.raw import hour_prefix
from sluice.raw.bucket_object import BucketObject, list_objects
from sluice.raw.disagreements import Disagreement, DisagreementKind, ObjectComparison

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client


@dataclass(frozen=True)
class Raw:
    """The raw bucket of an environment, and the table that says what it holds."""

    s3: "S3Client" = field(repr=False)
    bucket: str
    dynamodb: "DynamoDBClient" = field(repr=False)
    table: str

    def disagreements(self, hours: Iterable[datetime]) -> Iterator[Disagreement]:
        """Yield what is wrong in these arrival hours, by the names of the keys."""
        for hour in hours:
            for each in self.compared(hour):
                yield from each.disagreements()

    def compared(self, hour: datetime) -> Iterator[ObjectComparison]:
        """Yield every object of an hour that the bucket or the manifest knows."""
        prefix = hour_prefix(hour)
        found = (each for each in list_hour(self.dynamodb, self.table, hour) if each.key.startswith(prefix))
        entered = {key: list(some) for key, some in groupby(found, key=lambda each: each.key)}
        held = {each.key: each for each in list_objects(self.s3, self.bucket, prefix)}
        for key in sorted(held.keys() | entered.keys()):
            yield ObjectComparison.of(
                held.get(key, BucketObject(key, (), deleted=False)), entered.get(key, ())
            )

    def mend(self, hours: Iterable[datetime]) -> Iterator[ManifestEntry]:
        """Enter what the manifest lacks, as its function would have, and say what it is."""
        for lacking in self.disagreements(hours):
            if lacking.kind is DisagreementKind.UNENTERED:
                entry = read_entry(self.s3, ObjectVersion(self.bucket, lacking.key, lacking.version))
                put_entry(self.dynamodb, self.table, entry)
                yield entry
