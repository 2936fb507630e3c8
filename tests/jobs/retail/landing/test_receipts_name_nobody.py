"""No answer to a file repeats what stands in one of its cells, or in what should be a column's name."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from demo.retail.store_files import Landed
from domain.lake.files import KINDS
from jobs.retail.landing.answers import reject
from jobs.retail.landing.manifest import Announcement
from jobs.retail.landing.problems import FileRefused
from jobs.retail.landing.receipts import encode
from tests.jobs.retail.landing.bad_rows import STORES
from tests.jobs.retail.landing.samples import ARRIVED, FILE, MILK, PRODUCT, PRODUCTS, file, judged, text
from tests.lambdas.marks import CARD, MEMBER, PERSONS, TOKEN, marks_in

WHOLE: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "sales": (FILE, {**MILK, "loyalty_id": MEMBER, "payment_token": TOKEN}),
    "products": (PRODUCTS, PRODUCT),
    "stores": (STORES, {"store_id": "367", "name": "Main Street"}),
}
"""A file's name and a row that is taken, by kind."""
MARKS = (*PERSONS, f" {MEMBER}", f"{MEMBER} {TOKEN} " * 4, f"#{CARD}", f"{TOKEN}\x07", f'{MEMBER}"')


def answer(given: Landed) -> str:
    """What its sender is told of a file, and nothing if it is taken."""
    try:
        with judged(given):
            return ""
    except FileRefused as refused:
        receipt = reject(Announcement(given.key, "v1", ARRIVED), ARRIVED, refused)
        return encode(receipt).decode() + str(refused)


def every_cell(kind: str) -> Iterator[Landed]:
    """Yield files of a kind with a mark in each cell, in the first row and in the second."""
    key, row = WHOLE[kind]
    for column in KINDS[kind].columns:
        for mark in MARKS:
            marked = {**row, column.name: mark}
            yield file(text([marked, {**row, column.name: ""}]), key=key)
            yield file(text([{**row, column.name: row.get(column.name, "")}, marked]), key=key)


def every_head(kind: str) -> Iterator[Landed]:
    """Yield files of a kind with a mark in the place of a column's name, beside it, above it and torn."""
    key, row = WHOLE[kind]
    body = text([row, row]).decode()
    for mark in MARKS:
        for name in row:
            yield file(body.replace(name, mark, 1).encode(), key=key)
        for bad in (
            f"{mark},{body}",
            f"{mark}\n{body}",
            f"{body}{mark}",
            f'{body}"{mark}\n',
            f"{mark}\n{mark}\n",
        ):
            yield file(bad.encode(), key=key)
        yield file(f"{body}{mark},{mark}\n".encode("utf-16"), key=key)


@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_is_repeated_in_no_answer(kind: str) -> None:
    answers = {str(number): answer(each) for number, each in enumerate(every_cell(kind))}

    assert sum(map(bool, answers.values())) > len(answers) / 4
    assert marks_in(answers) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_in_the_header_is_repeated_in_no_answer(kind: str) -> None:
    answers = {str(number): answer(each) for number, each in enumerate(every_head(kind))}

    assert sum(map(bool, answers.values())) > len(answers) / 2
    assert marks_in(answers) == {}


def test_the_name_of_a_column_is_repeated_unless_it_may_be_a_value() -> None:
    body = text([MILK]).replace(b"quantity", b"How many")

    assert 'column \\"How many\\"' in answer(file(body, 1, 398))
    assert 'column \\"no. 9\\"' in answer(file(body.replace(b"How many", b"How many 2"), 1, 398))
