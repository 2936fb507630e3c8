"""`sluice empty`: the buckets of an environment that are to go with their stack."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import typer
from botocore.exceptions import BotoCoreError, ClientError

from sluice.cloud import NotNow, client, stack_name
from sluice.command import Environment, Json, Yes, emit, one_line
from sluice.stacks import standing

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import ObjectIdentifierTypeDef

OBJECTS_A_CALL = 1_000
"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html"""


app = typer.Typer()

WRITERS = (
    "Stream",
    "Consumers",
    "Fraud",
    "Shelves",
    "Replay",
    "Lake",
    "Operators",
    "Backfill",
    "Database",
    "Sources",
)
"""The stacks whose roles and policies write to the storage's buckets; the last where they are named."""


@app.command(epilog="Exit codes: 0 emptied, or nothing to empty; 1 you said no; 2 it can't be done now.")
def empty(
    environment: Environment,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Empty the buckets that are to go with their stack, for good; prod has none."""
    with one_line():
        storage = Storage(client("cloudformation"), client("s3"), environment)
        destroyable = storage.destroyable()
        if not destroyable:
            emit({}, f"{environment} keeps its buckets: nothing to empty", as_json=as_json)
            return
        names = ", ".join(destroyable)
        yes or typer.confirm(f"Delete every version of every object in {names}?", abort=True)
        deleted = {bucket: storage.empty(bucket) for bucket in destroyable}
        lines = (f"{bucket}: {versions:,} versions deleted" for bucket, versions in deleted.items())
        emit(deleted, *lines, as_json=as_json)


class NotEmptied(NotNow):
    """A bucket that can't be emptied now."""


class Storage:
    """The buckets of an environment's storage stack."""

    def __init__(self, cloudformation: "CloudFormationClient", s3: "S3Client", environment: str) -> None:
        self._cloudformation = cloudformation
        self._s3 = s3
        self._stack = stack_name(environment, "Storage")
        self._writers = [stack_name(environment, capability) for capability in WRITERS]

    def destroyable(self) -> list[str]:
        """Name the buckets that go with the stack; raise NotEmptied while a stack may write to them."""
        try:
            stand = set(standing(self._cloudformation))
            for writer in filter(stand.__contains__, self._writers):
                raise NotEmptied(f"{writer} still writes: destroy it first (make destroy does)")
            return list(self._deleted_with_the_stack()) if self._stack in stand else []
        except (ClientError, BotoCoreError) as error:
            raise NotEmptied(f"{self._stack} can't be looked at: {error}") from error

    def empty(self, bucket: str) -> int:
        """Delete every version and delete marker, and say how many."""
        try:
            # The policy of an append-only bucket denies deletion to all but one role.
            self._s3.delete_bucket_policy(Bucket=bucket)
            return sum(self._delete(bucket, some) for some in _chunks(self._versions(bucket)))
        except (ClientError, BotoCoreError) as error:
            raise NotEmptied(f"{bucket} can't be emptied: {error}") from error

    def _deleted_with_the_stack(self) -> Iterator[str]:
        template: Any = self._cloudformation.get_template(StackName=self._stack)["TemplateBody"]
        pages = self._cloudformation.get_paginator("list_stack_resources").paginate(StackName=self._stack)
        for page in pages:
            for each in page["StackResourceSummaries"]:
                declared = template["Resources"][each["LogicalResourceId"]]
                if declared["Type"] == "AWS::S3::Bucket" and declared.get("DeletionPolicy") == "Delete":
                    yield each["PhysicalResourceId"]

    def _versions(self, bucket: str) -> Iterator["ObjectIdentifierTypeDef"]:
        for page in self._s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                yield {"Key": each["Key"], "VersionId": each["VersionId"]}

    def _delete(self, bucket: str, some: list["ObjectIdentifierTypeDef"]) -> int:
        answer = self._s3.delete_objects(Bucket=bucket, Delete={"Objects": some, "Quiet": True})
        for error in answer.get("Errors", ()):
            raise NotEmptied(f"{bucket}: {error.get('Key')} can't be deleted: {error.get('Message')}")
        return len(some)


def _chunks(versions: Iterator["ObjectIdentifierTypeDef"]) -> Iterator[list["ObjectIdentifierTypeDef"]]:
    while some := list(islice(versions, OBJECTS_A_CALL)):
        yield some
