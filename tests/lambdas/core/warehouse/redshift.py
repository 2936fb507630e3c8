"""A stand-in for Redshift's Data API: answers in its form, and remembers what it was asked to run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class DataApi:
    """Runs nothing. `refused` are errors by a part of a statement's text, `rows` answers likewise.

    Every statement is looked at `looks` times before it has ended.
    """

    refused: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    looks: int = 2
    ran: list[list[str]] = field(default_factory=list)
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    _looked: dict[str, int] = field(default_factory=dict)

    def execute_statement(self, **given: Any) -> dict[str, str]:
        """Take one statement."""
        return self._take([given.pop("Sql")], given)

    def batch_execute_statement(self, **given: Any) -> dict[str, str]:
        """Take statements of one transaction."""
        return self._take(given.pop("Sqls"), given)

    def describe_statement(self, **given: str) -> dict[str, Any]:
        """Say how a statement goes on."""
        statement = given["Id"]
        self._looked[statement] = self._looked.get(statement, 0) + 1
        if self._looked[statement] < self.looks:
            return {"Status": "STARTED"}
        sql = "; ".join(self.ran[int(statement)])
        error = next((why for part, why in self.refused.items() if part in sql), None)
        if error:
            return {"Status": "FAILED", "Error": error}
        return {"Status": "FINISHED", "HasResultSet": sql.startswith("SELECT")}

    def get_statement_result(self, **given: str) -> dict[str, Any]:
        """Return the rows of a query."""
        sql = self.ran[int(given["Id"])][0]
        rows = next((rows for part, rows in self.rows.items() if part in sql), [])
        names = list(rows[0]) if rows else []
        return {
            "ColumnMetadata": [{"name": name} for name in names],
            "Records": [[_field(row[name]) for name in names] for row in rows],
        }

    def _take(self, sqls: list[str], given: Mapping[str, Any]) -> dict[str, str]:
        self.ran.append(sqls)
        self.asked.append(given)
        return {"Id": str(len(self.ran) - 1)}


def _field(value: object) -> dict[str, object]:
    return {"isNull": True} if value is None else {"longValue": value}
