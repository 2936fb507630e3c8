"""What is purged of stores' files is what intake refuses for a card number, and never what it took."""

import gzip
from io import BytesIO

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from contracts.personal import Person
from demo.retail.store_files import Landed
from domain import EVENT
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.problems import FileRefused
from sluice.erasure.purge import GONE
from sluice.retail.erasure.store_files import drop_cards, drop_files_of
from tests.excuses import excusing
from tests.jobs.retail.landing.bad_files import BAD
from tests.jobs.retail.landing.bad_rows import CARD
from tests.jobs.retail.landing.samples import FILE, MILK, PRODUCT, PRODUCTS, file, sales, taken, text
from tests.jobs.retail.landing.test_card_search import CARTON

HISTORY = "history/2016.parquet"


def faults(given: Landed) -> set[Fault]:
    """Return what intake finds wrong with a file; nothing if it takes it."""
    try:
        taken(given)
    except FileRefused as refused:
        return {each.fault for each in refused.problems}
    return set()


def agree(given: Landed) -> bool:
    """Tell whether a file that was taken stays, and one that holds a card number goes."""
    found, dropped = faults(given), drop_cards(given.body, given.key) == GONE
    return dropped if Fault.CARD_NUMBER in found else not dropped or bool(found)


@pytest.mark.parametrize("fault", BAD, ids=lambda fault: fault.code)
def test_of_bad_files_those_go_that_were_refused_for_a_card_number(fault: Fault) -> None:
    given = BAD[fault].file
    if fault is Fault.BROKEN_GZIP:
        with pytest.raises(ValueError, match="can't be unpacked"):
            drop_cards(given.body, given.key)
        return

    assert drop_cards(given.body, given.key) == (GONE if fault is Fault.CARD_NUMBER else None)


PIECES = st.sampled_from(
    (CARTON, CARD, "1082185", "41111111", "11111111", "tok_a", "", " ", '"', '""', "\r\n", "\n", ",", ";")
)
CELLS = st.lists(PIECES, max_size=3).map("".join)


@st.composite
def files(draw: st.DrawFn) -> Landed:
    """Files of products, nearly right: cells, names and what separates them may be anything."""
    names = ["sku", "department", "category", "tax_free", "brand"]
    codes = draw(st.lists(st.sampled_from((CARTON, "1082185", "2")), min_size=1, unique=True))
    rows = [[code, "DAIRY", "MILK", "yes", draw(st.sampled_from(("", "National")))] for code in codes]
    for _ in range(draw(st.integers(0, 2))):
        chosen = draw(st.sampled_from([names, *rows]))
        chosen[draw(st.integers(0, 4))] = draw(CELLS)
    separator = draw(st.sampled_from(",,,,;\t-. "))
    stated = f"sep={separator}\r\n" if draw(st.booleans()) else ""
    body = stated + "\r\n".join(separator.join(row) for row in (names, *rows))
    packed = gzip.compress(body.encode()) if draw(st.booleans()) else body.encode()
    return file(packed, len(rows), None, PRODUCTS)


@given(files())
def test_no_file_that_was_taken_goes_and_none_with_a_card_number_stays(given: Landed) -> None:
    """FAULTS 57."""
    assert agree(given)


def test_a_code_of_a_product_keeps_its_file_and_in_another_column_it_doesnt() -> None:
    sold, product = {**MILK, "sku": CARTON}, {**PRODUCT, "sku": CARTON}

    assert [drop_cards(text([sold]), FILE), drop_cards(text([product]), PRODUCTS)] == [None, None]
    for column in ("loyalty_id", "payment_token", "note"):
        assert drop_cards(text([{**sold, column: CARTON}]), FILE) == GONE
    for column in ("brand", "category", "note"):
        assert drop_cards(text([{**product, column: CARTON}]), PRODUCTS) == GONE


def test_a_harmless_field_keeps_its_file() -> None:
    body = sales({**MILK, "payment_token": "4111111111111111"}).body

    assert drop_cards(body, FILE) == GONE
    with excusing("payment_token"):
        assert drop_cards(body, FILE) is None


@pytest.mark.parametrize("key", [f"{PRODUCTS}.manifest.json", "elsewhere/a.csv"])
def test_in_what_is_no_file_of_a_kind_nothing_is_excused(key: str) -> None:
    assert drop_cards(text([{**PRODUCT, "sku": CARTON}]), key) == GONE


def table(**columns: str) -> bytes:
    written = BytesIO()
    parquet.write_table(pa.table({name: [cell] for name, cell in columns.items()}), written)
    return written.getvalue()


def test_a_file_of_history_is_judged_by_its_cells() -> None:
    assert drop_cards(table(sku=CARTON, payment_token="tok_a"), HISTORY) is None
    assert drop_cards(table(sku="1082185", payment_token=CARD), HISTORY) == GONE
    assert drop_cards(table(sku="1082185", payment_token=CARTON), HISTORY) == GONE


assert EVENT.personal
MEMBER = Person(EVENT.personal, "member-1234", frozenset({"tok_own"}))
UNREADABLE = (
    gzip.compress(sales(MILK).body)[:-6],
    gzip.compress(sales(MILK).body)[:-6] + b"\xff" * 20,
    gzip.compress(bytes(129 << 20), compresslevel=1),
)


@pytest.mark.parametrize("body", UNREADABLE, ids=["cut off", "damaged", "too large"])
def test_what_cant_be_unpacked_is_said_to_be_so(body: bytes) -> None:
    for change in (drop_cards, drop_files_of(MEMBER)):
        with pytest.raises(ValueError, match=r"can't be unpacked|unpacks to more than 128 MiB"):
            change(body, f"{FILE}.gz")


def test_a_line_without_end_is_read_for_whom_it_names() -> None:
    body = b"tok_a," + b"x" * 200_000 + b";member-1234|" + b"y" * 200_000

    assert drop_files_of(MEMBER)(body, FILE) == GONE
    assert drop_files_of(MEMBER)(body.replace(b"1234", b"99"), FILE) is None
