from datetime import UTC, datetime

import pytest

from twin.semantics import prefixes

AT = datetime(2018, 8, 27, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("prefix", "evaluated"),
    [
        ("year=!{timestamp:yyyy}/hour=!{timestamp:HH}/", "year=2018/hour=09/"),
        ("!{timestamp:'year='yyyy'/month='MM'/day='dd}/", "year=2018/month=08/day=27/"),
        ("!{timestamp:yyyy''MM}/", "2018'08/"),
        ("!{timestamp:'o''clock'HH}/", "o'clock09/"),
        ("!{timestamp:HH''''mm'''x'''}/", "09'05'x'/"),
        ("!{timestamp:'year'''yyyy}/", "year'2018/"),
        ("!{timestamp:'[year]'yyyy'#'}/", "[year]2018#/"),
        ("", "2018/08/27/09/"),
        ("sales/", "sales/2018/08/27/09/"),
    ],
)
def test_evaluates_a_prefix_at_an_instant(prefix: str, evaluated: str) -> None:
    assert prefixes.evaluate(prefix, AT) == evaluated


@pytest.mark.parametrize(
    ("prefix", "error_prefix", "reason"),
    [
        ("!{timestamp:yyyy}/", None, "ErrorOutputPrefix can't be null"),
        ("!{firehose:error-output-type}/", "errors/", "Prefix can't contain"),
        ("", "errors/!{timestamp:yyyy}/", "ErrorOutputPrefix contains expressions, but not"),
        (
            "store=!{partitionKeyFromQuery:store}/",
            "errors/",
            "doesn't evaluate !{partitionKeyFromQuery:store}",
        ),
        ("!{timestamp:YYYY}/", "errors/", "doesn't evaluate YYYY"),
        ("!{timestamp:yyyy'}/", "errors/", "doesn't evaluate !{timestamp:yyyy'}: a quote without an end"),
        ("!{timestamp:'''}/", "errors/", "doesn't evaluate .*: a quote without an end"),
        ("!{timestamp:yyyy[MM]}/", "errors/", "doesn't evaluate .*, or one of"),
        ("!{timestamp:yyyy#}/", "errors/", "doesn't evaluate .*, or one of"),
    ],
)
def test_refuses_a_prefix_that_firehose_or_the_twin_cannot_use(
    prefix: str, error_prefix: str | None, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        prefixes.check(prefix, error_prefix)
