"""Statements run to their end, or are told with one line."""

from typing import Any

import pytest

from lambdas.core.warehouse.statements import StatementFailed, StatementSession, StatementUnfinished
from tests.lambdas.core.warehouse.redshift import DataApi

ACCOUNT = {"WorkgroupName": "w", "Database": "d"}


def session(api: DataApi, remaining: int = 60_000) -> StatementSession:
    """A session that needn't wait."""
    client: Any = api
    return StatementSession(client, ACCOUNT, lambda: remaining, sleep=lambda _: None)


def test_returns_the_rows_of_a_query_once_it_has_finished() -> None:
    api = DataApi(rows={"SELECT": [{"seconds": 5, "other": None}]}, looks=4)

    assert session(api).query("lag", "SELECT 1") == [{"seconds": 5, "other": None}]
    assert api.asked == [{"StatementName": "lag", **ACCOUNT}]


def test_a_statement_without_rows_has_none() -> None:
    assert session(DataApi()).query("step", "CREATE SCHEMA s") == []


def test_a_transaction_is_one_batch() -> None:
    api = DataApi()

    session(api).transact("merge", ["a", "b"])

    assert api.ran == [["a", "b"]]


def test_what_redshift_refuses_is_one_line_with_the_steps_name() -> None:
    api = DataApi(refused={"CREATE": 'ERROR: type "nope"\n  does not exist'})

    with pytest.raises(StatementFailed) as failed:
        session(api).query("040_lines.sql", "CREATE VIEW v AS SELECT 1")

    assert str(failed.value) == '040_lines.sql: ERROR: type "nope" does not exist'


def test_a_statement_that_outlasts_its_function_is_told_by_its_id() -> None:
    with pytest.raises(StatementUnfinished, match=r"^merge: still runs as statement 0$"):
        session(DataApi(looks=99), remaining=4_999).transact("merge", ["a"])


def test_waits_longer_from_look_to_look_and_then_evenly() -> None:
    pauses: list[float] = []
    client: Any = DataApi(looks=7)

    StatementSession(client, ACCOUNT, lambda: 60_000, sleep=pauses.append).query("step", "x")

    assert pauses == [0.2, 0.5, 1.0, 2.0, 2.0, 2.0]
