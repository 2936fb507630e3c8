"""What the warehouse answered, and where anybody answers otherwise."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from demo.check import Check, judge, judge_none

Answer = tuple[tuple[int, ...], ...]
"""Rows of whole numbers, in the question's order."""

CURATED = "the curated tables"


@dataclass(frozen=True)
class WarehouseAnswers:
    """`answers` are by who was asked and day; `counted` says how often the view has each sale.

    `records` are those of the stream, `again` stored rows that a second merge has changed.
    """

    records: int
    counted: Counter[str]
    answers: Mapping[str, Mapping[str, Answer]]
    again: int
    seconds: float

    @cached_property
    def differing(self) -> list[str]:
        """Who answers otherwise than the curated tables, and of which day."""
        due = self.answers[CURATED]
        return [
            f"{who}, {day}"
            for who, days in self.answers.items()
            for day in sorted(due.keys() | days.keys())
            if days.get(day) != due.get(day)
        ]

    @cached_property
    def twice(self) -> list[str]:
        """Sales that the streaming view has more than once."""
        return sorted(sale_id for sale_id, times in self.counted.items() if times > 1)

    @property
    def rows(self) -> int:
        """The rows of one answer to every day."""
        return sum(map(len, self.answers[CURATED].values()))

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Name what must not be."""
        return {
            "answered otherwise": self.differing,
            "twice in the streaming view": self.twice,
            "changed by merging again": ["a row"] * self.again,
        }

    def checks(self) -> Iterator[Check]:
        """Return the lines of the reconciliation."""
        yield judge_none("Twice by the warehouse's SQL on DuckDB", self.twice, len(self.counted))
        asked = self.rows * len(self.answers)
        yield judge_none("Answered otherwise by it, lake or raw", self.differing, asked)
        yield judge("Changed by its merge done again", self.again, None, not self.again)

    def figures(self) -> dict[str, Any]:
        """Return the answers as JSON."""
        return {
            "warehouse_records": self.records,
            "warehouse_sales": len(self.counted),
            "warehouse_sales_twice": len(self.twice),
            "warehouse_answers": self.rows * len(self.answers),
            "warehouse_answers_differ": len(self.differing),
            "warehouse_merge_changes": self.again,
            "warehouse_seconds": round(self.seconds, 2),
        }
