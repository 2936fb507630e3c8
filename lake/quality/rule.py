"""The words in which rules are stated: what is asked of rows, in SQL that every engine runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from string import Formatter

from lake.schema import Table

THE_TABLE = "{table} AS t"


class Severity(StrEnum):
    """What happens to what fails."""

    ROW = "ROW"
    """The event goes whole to the quarantine."""
    SET = "SET"
    """The day isn't closed."""
    WATCH = "WATCH"
    """It is counted and reported; the event counts all the same."""


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What is asked of rows; a `share` of each day's may fail.

    `fails` is SQL, true of a row that fails. `rows` is what to select them from: {table} stands for the
    rule's table, other names in braces for others. `dqdl` is Glue's own rule for it, if it has one.
    """

    column: str
    fails: str
    rows: str = THE_TABLE
    dqdl: str | None = None
    share: float = 0

    def select_from(self, table: str, name: Callable[[str], str]) -> str:
        """Return what to select rows from, given the rule's table and how others are called."""
        named = {each for _, each, _, _ in Formatter().parse(self.rows) if each}
        return self.rows.format_map({each: name(each) for each in named} | {"table": table})


@dataclass(frozen=True)
class QualityRule:
    """A demand on a table under a name, and what is wrong with what fails it."""

    table: Table
    severity: Severity
    name: str
    demand: Demand
    why: str


def rules(table: Table, severity: Severity, *stated: tuple[str, Demand, str]) -> list[QualityRule]:
    """Return rules of one table and severity."""
    return [QualityRule(table, severity, *each) for each in stated]


def never(column: str, condition: str) -> Demand:
    """Demand that a condition isn't true; `column` is where to look."""
    return Demand(column=column, fails=condition)


def filled(column: str) -> Demand:
    """Demand text that is more than spaces."""
    return Demand(
        column=column,
        fails=f"trim({column}) = ''",
        dqdl=f'ColumnValues "{column}" not in [NULL, EMPTY, WHITESPACES_ONLY]',
    )


def within(column: str, low: int, high: int) -> Demand:
    """Demand a number from low to high. Glue's own `between` leaves the ends out, hence two rules."""
    return Demand(
        column=column,
        fails=f"{column} < {low} OR {column} > {high}",
        dqdl=f'(ColumnValues "{column}" >= {low}) and (ColumnValues "{column}" <= {high})',
    )


def since(column: str, day: date) -> Demand:
    """Demand a day that isn't before another."""
    return Demand(column=column, fails=f"{column} < DATE '{day}'", dqdl=f'ColumnValues "{column}" >= "{day}"')


def one_of(column: str, values: Sequence[str]) -> Demand:
    """Demand text of a few, or none."""
    allowed = ", ".join(f"'{value}'" for value in values)
    return Demand(column=column, fails=f"{column} NOT IN ({allowed})")


def known(column: str, table: str, share: float = 0) -> Demand:
    """Demand a value that a row of another table has too. Glue's ReferentialIntegrity takes numbers only:

    https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-ReferentialIntegrity.html
    """
    joined = f"{THE_TABLE} LEFT JOIN {{{table}}} AS k ON k.{column} = t.{column}"
    return Demand(column=column, fails=f"k.{column} IS NULL", rows=joined, share=share)


def once(table: Table, partition: str) -> Demand:
    """Demand a key that no two rows have; `partition` is the column of whoever sent them."""
    grouped = f"{{table}} GROUP BY business_day, {partition}, {', '.join(table.key)}"
    return Demand(
        column=table.key[0],
        fails="copies > 1",
        rows=f"(SELECT business_day, {partition}, count(*) AS copies FROM {grouped}) AS t",  # noqa: S608 (names are ours)
        dqdl=primary_key(table),
    )


def primary_key(table: Table) -> str:
    """Return Glue's rule that no two rows have a table's key."""
    return " ".join(["IsPrimaryKey", *(f'"{column}"' for column in table.key)])
