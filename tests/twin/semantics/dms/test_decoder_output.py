"""The texts are what PostgreSQL 18 wrote."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.semantics.dms.decoder_output import (
    Begin,
    Commit,
    RowChange,
    Unchanged,
    UnreadableChange,
    read_message,
)


def test_reads_where_a_transaction_begins_and_ends() -> None:
    ended = datetime(2026, 11, 30, 7, 35, 49, 530486, UTC)

    assert read_message("BEGIN 755") == Begin(755)
    assert read_message("COMMIT 755 (at 2026-11-30 07:35:49.530486+00)") == Commit(755, ended)


def test_reads_the_values_of_every_type() -> None:
    text = (
        "table pos.t: INSERT: id[text]:'a' n[integer]:-1 num[numeric]:1.50 f[double precision]:Infinity "
        "b[boolean]:true ts[timestamp with time zone]:'2026-11-30 07:35:49.52996+00' "
        """j[jsonb]:'{"a": "x''y\\n"}' v[character varying]:null ch[character]:'c    ' bits[bit]:B'101' """
        'arr[integer[]]:\'{1,2}\' "We""ird Name"[pos."My Type"]:\'\''
    )

    assert read_message(text) == RowChange(
        "insert",
        "pos",
        "t",
        new={
            "id": "a",
            "n": "-1",
            "num": "1.50",
            "f": "Infinity",
            "b": "true",
            "ts": "2026-11-30 07:35:49.52996+00",
            "j": '{"a": "x\'y\\n"}',
            "v": None,
            "ch": "c    ",
            "bits": "101",
            "arr": "{1,2}",
            'We"ird Name': "",
        },
    )


def test_tells_an_unchanged_value_from_null_and_from_its_own_words() -> None:
    text = "table pos.t: UPDATE: id[text]:'null' j[jsonb]:unchanged-toast-datum v[text]:null"

    assert read_message(text) == RowChange(
        "update", "pos", "t", new={"id": "null", "j": Unchanged(), "v": None}
    )


def test_reads_the_key_that_a_row_had() -> None:
    text = "table pos.t: UPDATE: old-key: id[text]:'a new-tuple: b' new-tuple: id[text]:'c' n[integer]:2"

    assert read_message(text) == RowChange(
        "update", "pos", "t", new={"id": "c", "n": "2"}, old={"id": "a new-tuple: b"}
    )


def test_a_deleted_row_is_its_key_or_nothing() -> None:
    assert read_message("table pos.t: DELETE: id[text]:'b'") == RowChange(
        "delete", "pos", "t", old={"id": "b"}
    )
    assert read_message("table pos.t: DELETE: (no-tuple-data)") == RowChange("delete", "pos", "t")


@pytest.mark.parametrize(
    "text", ["table pos.t: TRUNCATE: (no-flags)", "table pos.a, pos.b: TRUNCATE: cascade"]
)
def test_what_changes_no_row_is_left_out(text: str) -> None:
    assert read_message(text) is None


def test_what_it_cannot_read_is_refused() -> None:
    with pytest.raises(UnreadableChange, match=r"at \" n.integer"):
        read_message("table pos.t: INSERT: id[text]:'b' n[integer]:'")


@given(st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"])))
def test_any_text_comes_back(text: str) -> None:
    quoted = text.replace("'", "''")

    read = read_message(f"table pos.t: INSERT: a[text]:'{quoted}' b[integer]:1")

    assert read == RowChange("insert", "pos", "t", new={"a": text, "b": "1"})
