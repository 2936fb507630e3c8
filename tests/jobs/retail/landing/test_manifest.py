"""A manifest says what a file must be, and which of its uploads is meant."""

import json

import pytest

from demo.retail.store_files import manifest
from tests.jobs.retail.landing.bad_rows import GOOD
from tests.jobs.retail.landing.samples import (
    NEXT,
    file,
    taken,
    text,
    told,
)


def test_a_manifest_may_say_the_sum_in_cents_and_more_than_it_must() -> None:
    good = file(GOOD)
    said = {**json.loads(good.manifest), "sum": 797, "till_software": "7.1"}
    shouted = {**said, "sha256": said["sha256"].upper()}

    body = b"\xef\xbb\xbf" + json.dumps(shouted).encode()

    assert taken(good._replace(manifest=body)).sales == taken(good).sales


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"", "it isn't JSON"),
        (b"rows: 2", "it isn't JSON"),
        ("{}".encode("utf-16"), "it isn't JSON"),
        (b"[" * 100_000, "it isn't"),
        (b"[]", "it isn't an object"),
        (b"{}", "rows must be"),
        (b'{"rows": 2.5}', "rows must be"),
        (b'{"rows": -1}', "rows must be"),
        (b'{"rows": 1%s}' % (b"0" * 5_000), "rows must be"),
        (b'{"rows": 2, "bytes": "311 B"}', "bytes must be"),
        (b'{"rows": 2, "bytes": 311, "sha256": "d41d8cd98f00b204e9800998ecf8427e"}', "sha256 must be"),
        (b'{"rows": 2, "bytes": 311, "sum": 7.97}', "sum must be"),
        (b'{"rows": 2, "bytes": 311, "sum": "7,97"}', "sum must be"),
        ('{"rows": 2, "sum": "\N{ARABIC-INDIC DIGIT SEVEN}"}'.encode(), "sum must be"),
        (manifest(GOOD, rows=2), "sum must be"),
    ],
)
def test_a_manifest_that_cant_be_read_says_which_field_is_wrong(said: bytes, why: str) -> None:
    [line] = told(file(GOOD)._replace(manifest=said))

    assert f"has a manifest that can't be read: {why}" in line


def test_of_several_uploads_the_one_that_was_announced_is_taken() -> None:
    other = text([NEXT])

    assert taken(file(GOOD), uploads=[other, GOOD, GOOD[:100]]).sales == taken(file(GOOD)).sales


def test_the_newest_upload_is_what_is_told_of() -> None:
    [line] = told(file(GOOD), uploads=[GOOD[:100], GOOD[:50]])

    assert "100 of" in line


def test_a_manifest_must_be_right_about_the_size_as_well_as_about_the_checksum() -> None:
    good = file(GOOD)
    said = {**json.loads(good.manifest), "bytes": len(GOOD) - 1}

    [line] = told(good._replace(manifest=json.dumps(said).encode()))

    assert f"has {len(GOOD)} bytes, but {len(GOOD) - 1} were announced" in line
