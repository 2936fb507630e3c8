"""A generation of tables: fresh ones beside the live ones, under their names and one word more."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sluice.cloud import NotNow

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import CreateTableInputTypeDef, TableDescriptionTypeDef

NAMED = re.compile(r"[A-Za-z0-9]{1,16}")
INDEX = ("IndexName", "KeySchema", "Projection")


class InvalidGenerationName(NotNow):
    """A word that can't be part of a table's name."""


class OtherTable(NotNow):
    """A table of another shape where the generation's should be."""


@dataclass(frozen=True, slots=True)
class TableGeneration:
    """The word, checked."""

    name: str

    def __post_init__(self) -> None:
        if not NAMED.fullmatch(self.name):
            raise InvalidGenerationName(
                f"--into is {self.name!r}: write 1 to 16 letters and digits, as spring1"
            )

    def table(self, live: str) -> str:
        """Return the generation's table beside a live one."""
        return f"{live}-{self.name}"


@dataclass(frozen=True, slots=True)
class GenerationTables:
    """The tables of a generation, created in the likeness of the live ones."""

    dynamodb: "DynamoDBClient"

    def create(self, generation: TableGeneration, live: Sequence[str]) -> None:
        """Create what isn't there yet, and wait until all can be written; raises OtherTable."""
        for table in live:
            self._create(self._described(table), generation.table(table))
        for table in live:
            name = generation.table(table)
            self.dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 2})
            self._recoverable_as(table, name)

    def find(self, generation: TableGeneration, live: Sequence[str]) -> list[str]:
        """Name what is there of a generation."""
        return [name for name in map(generation.table, live) if self._is_there(name)]

    def drop(self, generation: TableGeneration, live: Sequence[str]) -> list[str]:
        """Delete what is there of a generation, and name it."""
        gone = []
        for name in map(generation.table, live):
            try:
                self.dynamodb.delete_table(TableName=name)
            except self.dynamodb.exceptions.ResourceNotFoundException:
                continue
            gone.append(name)
        return gone

    def _create(self, like: "TableDescriptionTypeDef", name: str) -> None:
        tags = self.dynamodb.list_tags_of_resource(ResourceArn=like["TableArn"]).get("Tags", [])
        try:
            self.dynamodb.create_table(**_request(like, name, _ours(tags)))
        except self.dynamodb.exceptions.ResourceInUseException:
            if _shape(self._described(name)) != _shape(like):
                raise OtherTable(
                    f"{name} has other keys than {like['TableName']}: it is none of ours"
                ) from None

    def _recoverable_as(self, live: str, name: str) -> None:
        found = self.dynamodb.describe_continuous_backups(TableName=live)["ContinuousBackupsDescription"]
        recovery = found.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus")
        self.dynamodb.update_continuous_backups(
            TableName=name,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": recovery == "ENABLED"},
        )

    def _is_there(self, table: str) -> bool:
        try:
            self._described(table)
        except self.dynamodb.exceptions.ResourceNotFoundException:
            return False
        return True

    def _described(self, table: str) -> "TableDescriptionTypeDef":
        return self.dynamodb.describe_table(TableName=table)["Table"]


def _request(like: "TableDescriptionTypeDef", name: str, tags: list[Any]) -> "CreateTableInputTypeDef":
    request: Any = {"TableName": name, "BillingMode": "PAY_PER_REQUEST", "Tags": tags, **_shape(like)}
    # An empty list of either is refused.
    return cast("CreateTableInputTypeDef", {name: each for name, each in request.items() if each})


def _shape(table: "TableDescriptionTypeDef") -> dict[str, Any]:
    """Return keys and indexes, without what only a description has."""
    indexes: Any = table.get("GlobalSecondaryIndexes", [])
    return {
        "KeySchema": table["KeySchema"],
        "AttributeDefinitions": sorted(table["AttributeDefinitions"], key=lambda each: each["AttributeName"]),
        "GlobalSecondaryIndexes": [{name: index[name] for name in INDEX} for index in indexes],
    }


def _ours(tags: Sequence[Any]) -> list[Any]:
    """Return our tags; those under aws: can't be given: https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html."""
    return [tag for tag in tags if not tag["Key"].startswith("aws:")]
