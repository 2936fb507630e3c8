import json
from typing import Any

import msgspec
import pytest

from twin.semantics.dms.values import DmsType, ObjectTruncated, ValueFormat, dms_type, json_value

AS_BOOLEAN = ValueFormat(boolean_as_boolean=True)


def written(type_: str, text: str | None, format_: ValueFormat = AS_BOOLEAN) -> Any:
    return json.loads(msgspec.json.encode(json_value(type_, text, format_)))


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("integer", "-7", -7),
        ("numeric(10,2)", "1.50", 1.5),
        ("numeric", "NaN", "NaN"),
        ("double precision", "1e+20", 1e20),
        ("double precision", "-Infinity", "-Infinity"),
        ("boolean", "t", True),
        ("boolean", "false", False),
        ("date", "2017-12-01", "2017-12-01"),
        ("timestamp with time zone", "2026-11-30 07:35:49.5+00", "2026-11-30T07:35:49.5Z"),
        ("timestamp without time zone", "2026-11-30 07:35:49", "2026-11-30T07:35:49Z"),
        ("timestamp(3) with time zone", "infinity", "9999-12-31T23:59:59Z"),
        ("jsonb", '{"a": 1}', '{"a": 1}'),
        ("integer[]", "{1,2}", "{1,2}"),
        ("bytea", "\\x0102", "0x0102"),
        ("character(5)", "c    ", "c    "),
        ("text", None, None),
    ],
)
def test_a_value_is_written_as_its_type_says(type_: str, text: str | None, value: object) -> None:
    assert written(type_, text) == value


def test_exact_digits_of_a_number_are_kept() -> None:
    assert msgspec.json.encode(json_value("numeric(20,2)", "12345678901234567.10", AS_BOOLEAN)) == (
        b"12345678901234567.10"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [("9007199254740993", b"9007199254740993"), ("-12345678901234567", b"-1.2345678901234567e+16")],
)
def test_a_whole_number_of_more_than_16_digits_is_in_scientific_notation(text: str, value: bytes) -> None:
    assert msgspec.json.encode(json_value("bigint", text, AS_BOOLEAN)) == value


def test_a_boolean_is_text_unless_the_endpoint_maps_it() -> None:
    assert written("boolean", "t", ValueFormat()) == "true"
    assert dms_type("boolean") == DmsType("STRING", (5,))


def test_a_large_object_is_cut_where_the_task_says() -> None:
    limited = ValueFormat(largest_object=4, hex_prefix=False)

    assert written("jsonb", "[1, 2]", limited) == "[1"
    assert written("bytea", "\\x010203040506", limited) == "01020304"
    assert written("character varying(9)", "123456789", limited) == "123456789"


def test_a_large_object_that_must_not_be_cut_stops_the_task() -> None:
    whole = ValueFormat(largest_object=4, fails_on_truncation=True)

    assert written("text", "12", whole) == "12"
    with pytest.raises(ObjectTruncated, match=r"3 characters is over LobMaxSize \(4 bytes\)"):
        json_value("text", "123", whole)
