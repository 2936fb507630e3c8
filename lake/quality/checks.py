"""The rules as SQL that Spark and DuckDB run as it is, with UTC as the session's time zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lake.quality.rule import QualityRule, Severity
from lake.schema import Table


@dataclass(frozen=True)
class ExemptDays:
    """A view of partitions' days at which no rule looks: its columns are business_day and `partition`."""

    view: str
    partition: str

    def exclude_from(self, table: Table) -> str:
        """Return what a row of the table must keep besides."""
        columns = (self.partition, "business_day")
        same = " AND ".join(f"x.{column} = {table.name}.{column}" for column in columns)
        return f" AND NOT EXISTS (SELECT 1 FROM {self.view} AS x WHERE {same})"  # noqa: S608 (names are ours)


def unfit_sql(rules: Sequence[QualityRule], new_rows: Mapping[str, Table]) -> str:
    """Return a query for new events that fail a ROW rule: their places, and rule, field and why of the first.

    `new_rows` are views of what would be rows of which table. An event's rows share object_no and position;
    the view `firsts` has a row a new event.
    """
    numbered = list(enumerate((rule for rule in rules if rule.severity is Severity.ROW), 1))
    tried = [
        f"SELECT object_no, position, {_first_failed(numbered, table)} AS number FROM {view}"  # noqa: S608
        for view, table in new_rows.items()
    ]
    return f"""
SELECT f.object_no, f.position, r.rule, r.field, r.why
FROM firsts AS f
JOIN (
    SELECT object_no, position, min(number) AS number
    FROM (
        {" UNION ALL ".join(tried)}
    ) AS tried
    WHERE number IS NOT NULL
    GROUP BY object_no, position
) AS failed ON failed.object_no = f.object_no AND failed.position = f.position
JOIN (
    VALUES {_names(numbered)}
) AS r (number, rule, field, why) ON r.number = failed.number
"""  # noqa: S608 (all of it is declared)


def checks_sql(
    rules: Sequence[QualityRule], by_day: Sequence[Table], exempt: ExemptDays | None = None
) -> str:
    """Return a query for what SET and WATCH rules measure on each day of the view `days` (business_day).

    A row has rule, severity, business_day, measured, allowed and passed. `measured` is how many rows fail, or
    what share of them if a share may. WATCH allows anything. Rules of tables that have no days are left out.
    """
    asked = [rule for rule in rules if rule.severity is not Severity.ROW and rule.table in by_day]
    return f"""
WITH {_tables_of_days(by_day, exempt)}
{" UNION ALL ".join(_check(rule, by_day) for rule in asked)}
"""


def shares_sql(
    rule: QualityRule, by_day: Sequence[Table], partition: str, exempt: ExemptDays | None = None
) -> str:
    """Return a query for how many rows of each partition, and of how many, fail a rule in the view `days`.

    A row has business_day, the column `partition`, failed and held.
    """
    of_days = {table.name: f"days_{table.name}" for table in by_day}
    return f"""
WITH {_tables_of_days(by_day, exempt)}
SELECT
    t.business_day,
    t.{partition},
    CAST(sum(CASE WHEN {rule.demand.fails} THEN 1 ELSE 0 END) AS BIGINT) AS failed,
    count(*) AS held
FROM {rule.demand.select_from(of_days[rule.table.name], lambda name: of_days.get(name, name))}
GROUP BY t.business_day, t.{partition}
"""  # noqa: S608


def _first_failed(numbered: Sequence[tuple[int, QualityRule]], table: Table) -> str:
    cases = (f"WHEN {rule.demand.fails} THEN {number}" for number, rule in numbered if rule.table is table)
    return f"CASE {' '.join(cases)} END"


def _names(numbered: Sequence[tuple[int, QualityRule]]) -> str:
    return ", ".join(
        f"({number}, '{rule.name}', '{rule.demand.column}', '{rule.why}')" for number, rule in numbered
    )


def _tables_of_days(by_day: Sequence[Table], exempt: ExemptDays | None) -> str:
    return ", ".join(f"days_{table.name} AS ({_of_days(table, exempt)})" for table in by_day)


def _of_days(table: Table, exempt: ExemptDays | None) -> str:
    rows = f"SELECT * FROM {table.name} WHERE business_day IN (SELECT business_day FROM days)"  # noqa: S608
    return rows + (exempt.exclude_from(table) if exempt else "")


def _check(rule: QualityRule, by_day: Sequence[Table]) -> str:
    demand = rule.demand
    of_days = {table.name: f"days_{table.name}" for table in by_day}
    failed = f"sum(CASE WHEN {demand.fails} THEN 1 ELSE 0 END)"
    measured = f"CAST({failed} AS double)" + (" / count(*)" if demand.share else "")
    allowed = "CAST(NULL AS double)" if rule.severity is Severity.WATCH else f"CAST({demand.share} AS double)"
    return f"""
SELECT
    '{rule.name}' AS rule,
    '{rule.severity}' AS severity,
    d.business_day,
    coalesce(c.measured, 0) AS measured,
    {allowed} AS allowed,
    coalesce(c.measured <= {allowed}, TRUE) AS passed
FROM days AS d
LEFT JOIN (
    SELECT t.business_day, {measured} AS measured
    FROM {demand.select_from(of_days[rule.table.name], lambda name: of_days.get(name, name))}
    GROUP BY t.business_day
) AS c ON c.business_day = d.business_day
"""  # noqa: S608
