"""Glue job: takes somebody out of the curated tables, the states that they had, and their files."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3

from domain.lake.tables import TABLES
from jobs.arguments import Arguments
from jobs.conflict_retry import retry_conflicts
from jobs.engine import spark
from jobs.lake import Lake
from jobs.retail.forget_rows import HOLDERS, DroppedHistory, drop_history, forget
from jobs.table_files import LONGEST_WRITE, RemovedFiles, TableFiles
from lake.forget_list import FORGETTING, ForgettingList, InvalidList, decode_list

REQUIRED = ("CURATED_BUCKET", "DATABASE")
JOURNAL = ".files"


@dataclass(frozen=True)
class ForgettingSummary:
    """What a run changed; a repeated run changes nothing, and leaves what it says."""

    listed: int
    rows: Counter[str]
    history: DroppedHistory
    files: RemovedFiles
    young_until: datetime

    def figures(self) -> dict[str, Any]:
        """Return the numbers by name."""
        young = self.files.young
        return {
            "listed": self.listed,
            **{f"{table.name}_rewritten": self.rows[table.name] for table in HOLDERS},
            "snapshots_expired": self.history.states,
            "closings_reproduced": self.history.reproduced,
            "closings_without_snapshots": self.history.closings - self.history.reproduced,
            "files_removed": self.files.files,
            "versions_removed": self.files.versions,
            "files_uncommitted": young,
            "run_again_after": f"{self.young_until:%Y-%m-%dT%H:%M:%SZ}" if young else None,
            "files_of_earlier_deployments": self.files.elsewhere,
        }


def main(given: Sequence[str], lake: Lake | None = None) -> ForgettingSummary:
    """Work off the list under the key LIST; print what changed, and what remains."""
    arguments = Arguments(given, required=REQUIRED, optional=("LIST",))
    s3, now = boto3.client("s3"), datetime.now(UTC)
    listed = _read_list(s3, arguments)
    lake = lake or spark(arguments["DATABASE"], TABLES)
    files = TableFiles(s3, arguments["CURATED_BUCKET"], f"{arguments['LIST']}{JOURNAL}")
    rows: Counter[str] = Counter()
    retry_conflicts(lake, lambda: forget(lake, listed, rows))
    lake.refresh()
    files.note(lake, HOLDERS)
    history = retry_conflicts(lake, lambda: drop_history(lake))
    lake.refresh()
    removed = files.remove(lake, HOLDERS, now)
    number = len(listed.payloads) + len(listed.records)
    summary = ForgettingSummary(number, rows, history, removed, now + LONGEST_WRITE)
    print(json.dumps(summary.figures()))
    return summary


def _read_list(s3: Any, arguments: Arguments) -> ForgettingList:  # noqa: ANN401 (boto3 makes its clients at run time)
    if not arguments["LIST"].startswith(FORGETTING):
        raise InvalidList(
            f"LIST is {arguments['LIST'] or 'missing'}: write the key of a list under {FORGETTING}"
        )
    return decode_list(
        s3.get_object(Bucket=arguments["CURATED_BUCKET"], Key=arguments["LIST"])["Body"].read()
    )


if __name__ == "__main__":
    main(sys.argv[1:])
