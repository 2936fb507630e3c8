"""A stream in this process: it takes records, or refuses some of a call as a full shard does."""

import json
from base64 import b64decode
from collections.abc import Callable
from typing import Any

THROTTLED = {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "Rate exceeded"}


class Shards:
    """Answers PutRecords; `refuses` says of a record, by how many were asked for before, whether it fails."""

    def __init__(self, refuses: Callable[[int], bool] = lambda _: False) -> None:
        self.refuses = refuses
        self.asked = 0
        self.calls: list[list[tuple[str, bytes]]] = []
        self.taken: list[tuple[str, bytes]] = []

    def reset(self) -> None:
        """Begin anew."""

    async def handle_request(
        self, _method: str, _path: str, _headers: dict[str, str], body: bytes, _query: object, /
    ) -> tuple[int, Any, bytes]:
        """Answer as Kinesis does: 200, and what became of each."""
        asked = [(each["PartitionKey"], b64decode(each["Data"])) for each in json.loads(body)["Records"]]
        self.calls.append(asked)
        answers = [self._answer(record) for record in asked]
        failed = sum("ErrorCode" in each for each in answers)
        return 200, {}, json.dumps({"FailedRecordCount": failed, "Records": answers}).encode()

    def _answer(self, record: tuple[str, bytes]) -> dict[str, str]:
        self.asked += 1
        if self.refuses(self.asked - 1):
            return THROTTLED
        self.taken.append(record)
        return {"SequenceNumber": str(self.asked), "ShardId": "shardId-000000000000"}
