"""How rows of two views differ, key by key: queries over what is made and what is live."""

from collections.abc import Mapping
from typing import Any

from lake.schema import Table

MISSING, OTHERWISE, UNEXPLAINED, UNPROVEN = "missing", "otherwise", "unexplained", "unproven"
MOST_NAMED = 20
COUNTS = "SELECT difference, count(*) AS number FROM {} GROUP BY difference"
NAMED = f"""
    SELECT sale_id, line_no, difference, differing
    FROM (
        SELECT sale_id, CAST(NULL AS INT) AS line_no, difference, differing FROM sale_differences
        UNION ALL
        SELECT sale_id, line_no, difference, differing FROM line_differences
    ) AS differences
    ORDER BY difference DESC, sale_id, line_no NULLS FIRST
    LIMIT {MOST_NAMED}
"""  # noqa: S608


def differences_sql(table: Table, made: str, live: str, unproven: str) -> str:
    """Return the query for rows of either view that the other lacks, or has with other values.

    A row has the table's key and its day, `difference`, and in `differing` the columns that are not the same.
    Of a sale that is in the view `unproven` a live row that wasn't made is not called unexplained.
    """
    return f"""
        SELECT
            d.*,
            CASE
                WHEN d.is_missing THEN '{MISSING}'
                WHEN NOT d.is_extra THEN '{OTHERWISE}'
                WHEN u.sale_id IS NULL THEN '{UNEXPLAINED}'
                ELSE '{UNPROVEN}'
            END AS difference
        FROM ({_unlike(table, made, live)}) AS d
        LEFT JOIN {unproven} AS u ON u.sale_id = d.sale_id
    """  # noqa: S608 (names are ours)


def _unlike(table: Table, made: str, live: str) -> str:
    first, identity = table.key[0], dict.fromkeys((*table.key, "business_day"))
    rest = (name for name in table.columns if name not in table.key)
    differs = {name: f"m.{name} IS DISTINCT FROM l.{name}" for name in rest}
    names = ", ".join(f"CASE WHEN {condition} THEN '{name}' END" for name, condition in differs.items())
    return f"""
        SELECT
            {", ".join(f"coalesce(m.{name}, l.{name}) AS {name}" for name in identity)},
            l.{first} IS NULL AS is_missing,
            m.{first} IS NULL AS is_extra,
            CASE WHEN m.{first} = l.{first} THEN concat_ws(', ', {names}) END AS differing
        FROM {made} AS m
        FULL JOIN {live} AS l ON {" AND ".join(f"m.{name} = l.{name}" for name in table.key)}
        WHERE m.{first} IS NULL OR l.{first} IS NULL OR {" OR ".join(differs.values())}
    """  # noqa: S608 (names are ours)


def name_difference(row: Mapping[str, Any]) -> str:
    """Return a row of NAMED as one line, without any value."""
    line = f" line {row['line_no']}" if row["line_no"] else ""
    differing = f" ({row['differing']})" if row["differing"] else ""
    return f"{row['sale_id']}{line}: {row['difference']}{differing}"
