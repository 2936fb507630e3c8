"""Rules of any tables as SQL and as DQDL."""

import duckdb

from lake.quality import checks_sql, dqdl, unfit_sql
from lake.quality.rule import Severity, filled, known, never, rules
from lake.schema import Table, Type, fields

READINGS = Table(
    name="readings",
    doc="",
    key=["id"],
    fields=fields(
        ("id", Type.STRING, ""),
        ("business_day", Type.DATE, ""),
        ("station", Type.STRING, ""),
        ("tenths", Type.INT, ""),
    ),
)
STATIONS = Table(name="stations", doc="", key=["station"], fields=fields(("station", Type.STRING, "")))
RULES = [
    *rules(READINGS, Severity.ROW, ("blank", filled("station"), "is blank")),
    *rules(READINGS, Severity.ROW, ("too_cold", never("tenths", "tenths < -2732"), "is below zero kelvin")),
    *rules(READINGS, Severity.SET, ("unknown", known("station", "stations"), "is no station")),
    *rules(STATIONS, Severity.WATCH, ("unnamed", filled("station"), "is blank")),
]


def test_the_first_rule_that_a_new_row_fails_is_named() -> None:
    lake = duckdb.connect()
    lake.execute("""
        CREATE TABLE firsts AS
        SELECT * FROM (VALUES (0, 0, 'a', 5), (0, 1, ' ', -9999), (0, 2, 'b', -9999))
        AS f (object_no, position, station, tenths)
    """)

    unfit = lake.sql(unfit_sql(RULES, {"firsts": READINGS})).order("position").fetchall()

    assert unfit == [
        (0, 1, "blank", "station", "is blank"),
        (0, 2, "too_cold", "tenths", "is below zero kelvin"),
    ]


def test_a_days_rules_are_measured_on_its_rows_and_on_whole_tables_beside_them() -> None:
    lake = duckdb.connect()
    lake.execute("CREATE TABLE stations AS SELECT 'a' AS station")
    lake.execute("CREATE TABLE days AS SELECT DATE '2017-03-01' AS business_day")
    lake.execute("""
        CREATE TABLE readings AS
        SELECT * FROM (VALUES ('1', DATE '2017-03-01', 'a'), ('2', DATE '2017-03-01', 'b'),
            ('3', DATE '2017-03-02', 'b')) AS r (id, business_day, station)
    """)

    [check] = lake.sql(checks_sql(RULES, [READINGS])).fetchall()

    assert (check[0], check[1], check[3], check[5]) == ("unknown", "SET", 1, False)


def test_a_ruleset_finds_other_tables_in_its_database() -> None:
    ruleset = dqdl(READINGS, "curated", RULES)

    assert 'IsPrimaryKey "id"' in ruleset
    assert "FROM primary AS t LEFT JOIN curated.stations AS k" in ruleset
