"""What S3 tells of a new object, as EventBridge hands it over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Created:
    """A version of an object that has come into a bucket."""

    bucket: str
    key: str
    version: str

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> "Created":
        """Read an event of the type Object Created; its key is as it is, not encoded for a URL.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
        """
        detail = event["detail"]
        return cls(
            bucket=detail["bucket"]["name"],
            key=detail["object"]["key"],
            version=detail["object"]["version-id"],
        )
