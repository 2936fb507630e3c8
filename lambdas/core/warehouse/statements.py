"""Runs SQL through Redshift's Data API, which answers later: waits for the end of each statement.

https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_redshift_data import RedshiftDataAPIServiceClient

MARGIN_MILLISECONDS = 5_000
PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0)
"""Between two looks; the last one as often as it takes."""

Row = dict[str, Any]


class StatementFailed(Exception):
    """Redshift has refused a statement, or stopped it; nothing of its transaction is left."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {' '.join(why.split())}")


class StatementUnfinished(Exception):
    """A statement still runs when its function must end."""


@dataclass(frozen=True)
class StatementSession:
    """The account and workgroup that run statements: `account` are the Data API's own parameters."""

    client: "RedshiftDataAPIServiceClient"
    account: Mapping[str, Any]
    remaining_milliseconds: Callable[[], int]
    sleep: Callable[[float], None] = time.sleep

    def query(self, name: str, sql: str) -> list[Row]:
        """Run one statement, and return its rows; raise StatementFailed or StatementUnfinished."""
        started = self.client.execute_statement(Sql=sql, StatementName=name, **self.account)
        described = self._wait(name, started["Id"])
        return self._rows(started["Id"]) if described.get("HasResultSet") else []

    def transact(self, name: str, statements: Sequence[str]) -> None:
        """Run statements as one transaction; raise StatementFailed or StatementUnfinished."""
        started = self.client.batch_execute_statement(
            Sqls=list(statements), StatementName=name, **self.account
        )
        self._wait(name, started["Id"])

    def _wait(self, name: str, statement: str) -> Mapping[str, Any]:
        for pause in chain(PAUSES_SECONDS, iter(lambda: PAUSES_SECONDS[-1], None)):
            described: Mapping[str, Any] = self.client.describe_statement(Id=statement)
            if described["Status"] == "FINISHED":
                return described
            if described["Status"] in {"FAILED", "ABORTED"}:
                raise StatementFailed(name, described.get("Error") or described["Status"].lower())
            if self.remaining_milliseconds() < MARGIN_MILLISECONDS:
                break
            self.sleep(pause)
        raise StatementUnfinished(f"{name}: still runs as statement {statement}")

    def _rows(self, statement: str) -> list[Row]:
        """Read the first page: what is asked here has a row or two."""
        answer = self.client.get_statement_result(Id=statement)
        names = [each.get("name", "") for each in answer.get("ColumnMetadata", ())]
        return [dict(zip(names, map(_value, row), strict=True)) for row in answer["Records"]]


def _value(field: Mapping[str, Any]) -> Any:  # noqa: ANN401 (whatever the column holds)
    [(kind, value)] = field.items()
    return None if kind == "isNull" else value
