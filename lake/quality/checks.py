"""The rules as SQL that Spark and DuckDB run as it is, with UTC as the session's time zone."""

from collections.abc import Sequence

from lake.quality.rule import Rule, Severity
from lake.quality.rules import RULES
from lake.schema import Table
from lake.tables import SALE_LINES, SALES

BY_DAY = (SALES, SALE_LINES)


def unfit_sql() -> str:
    """New sales that fail a ROW rule: object_no, position, and of the first one its rule, field and why.

    Reads the views `decoded`, a row a receipt line, and `firsts`, a row a new sale; object_no and position
    are what they share.
    """
    return f"""
SELECT f.object_no, f.position, r.rule, r.field, r.why
FROM firsts AS f
JOIN (
    SELECT object_no, position, min(number) AS number
    FROM (
        SELECT object_no, position, {_first_failed(SALE_LINES)} AS number FROM decoded
        UNION ALL
        SELECT object_no, position, {_first_failed(SALES)} AS number FROM firsts
    ) AS tried
    WHERE number IS NOT NULL
    GROUP BY object_no, position
) AS failed ON failed.object_no = f.object_no AND failed.position = f.position
JOIN (
    VALUES {_names()}
) AS r (number, rule, field, why) ON r.number = failed.number
"""  # noqa: S608 (all of it is stated in lake/quality)


def checks_sql() -> str:
    """Every SET and WATCH rule on each day of the view `days` (business_day): what it measured.

    A row has rule, severity, business_day, measured, allowed and passed. `measured` is how many rows fail, or
    what share of them if a share may. WATCH allows anything.
    """
    asked = [rule for rule in RULES if rule.severity is not Severity.ROW and rule.table in BY_DAY]
    return f"""
WITH {", ".join(f"days_{table.name} AS ({_of_days(table)})" for table in BY_DAY)}
{" UNION ALL ".join(map(_check, asked))}
"""


def _first_failed(table: Table) -> str:
    cases = (f"WHEN {rule.demand.fails} THEN {number}" for number, rule in _numbered() if rule.table is table)
    return f"CASE {' '.join(cases)} END"


def _names() -> str:
    return ", ".join(
        f"({number}, '{rule.name}', '{rule.demand.column}', '{rule.why}')" for number, rule in _numbered()
    )


def _numbered() -> Sequence[tuple[int, Rule]]:
    return list(enumerate((rule for rule in RULES if rule.severity is Severity.ROW), 1))


def _of_days(table: Table) -> str:
    return f"SELECT * FROM {table.name} WHERE business_day IN (SELECT business_day FROM days)"  # noqa: S608


def _check(rule: Rule) -> str:
    demand = rule.demand
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
    FROM {demand.rows.format_map(_names_of_tables(rule.table))}
    GROUP BY t.business_day
) AS c ON c.business_day = d.business_day
"""  # noqa: S608


def _names_of_tables(table: Table) -> dict[str, str]:
    of_days = {each.name: f"days_{each.name}" for each in BY_DAY}
    return {"products": "products", "stores": "stores", **of_days, "table": of_days[table.name]}
