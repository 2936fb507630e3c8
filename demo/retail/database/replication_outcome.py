"""What came of the database's rows: in DynamoDB, in the lake, and as sales."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from demo.check import Check, judge


@dataclass(frozen=True)
class ReplicationOutcome:
    """Rows compared, changes made at the source and found in raw, and what differs, by names.

    `records` are what the stand-in for DMS wrote, of which some came again after it was killed.
    """

    compared: int
    loaded: int
    made: int
    changes: int
    records: int
    kills: int
    sales: int
    receipts: Sequence[str]
    differences: Sequence[str]
    twice: Sequence[str]

    def figures(self) -> dict[str, object]:
        """Return the act as JSON."""
        return {
            "cdc_loaded": self.loaded,
            "cdc_changes": self.changes,
            "cdc_records": self.records,
            "cdc_kills": self.kills,
            "cdc_rows_compared": self.compared,
            "cdc_differences": len(self.differences),
            "cdc_receipts": len(self.receipts),
            "cdc_sales_twice": len(self.twice),
        }

    @property
    def wrong(self) -> dict[str, list[str]]:
        """What must not be, and its names."""
        lost = (
            [f"{self.made} changes were made, {self.changes} are in raw"] if self.made != self.changes else []
        )
        return {
            "changes of the database that are lost": lost,
            "rows unlike the database's": list(self.differences),
            "receipts of the database counted twice": list(self.twice),
        }

    def checks(self) -> Iterator[Check]:
        """Yield the lines of the reconciliation."""
        yield judge(
            "Changes of the database that came over", self.changes, self.made, self.changes == self.made
        )
        yield judge("Rows unlike the database's", len(self.differences), self.compared, not self.differences)
        yield judge(
            "Receipts of the database counted twice", len(self.twice), len(self.receipts), not self.twice
        )
