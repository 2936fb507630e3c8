"""A product's code refuses no file, whatever its digits; a card number does, in every other column."""

import gzip
from collections.abc import Mapping, Sequence

import pytest

from contracts.cards import holds_card_number
from demo.retail.store_files import Landed
from domain.lake.files import KINDS
from domain.sale import MOST_LINES
from tests.contracts.card_corpora import Kind, digits, diners, draw, with_gs1, with_luhn
from tests.excuses import excusing
from tests.jobs.retail.landing.bad_rows import CARD, STORES
from tests.jobs.retail.landing.samples import FILE, MILK, PRODUCT, PRODUCTS, file, taken, text, told

CARTON = "36571274725272"
"""A bar code that is a number of Diners Club, too."""
FOUND = (
    "holds what looks like a payment card number. "
    "Put a payment token in its place, and tell whoever answers for card security: the file must go."
)
CODES: Mapping[str, Kind] = {
    "cartons": lambda chance: with_gs1(chance.choice(("30", "36", "38", "39")) + digits(chance, 11)),
    "cartons that are card numbers": diners,
    "EAN-13": lambda chance: with_gs1(digits(chance, 12)),
    "in-store codes": lambda chance: with_gs1(f"2{digits(chance, 11)}"),
}
STORE: Mapping[str, object] = {"store_id": "367", "name": "Main Street"}
ROWS: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "sales": (FILE, MILK),
    "products": (PRODUCTS, PRODUCT),
    "stores": (STORES, STORE),
}
OTHER_COLUMNS = [
    (kind.name, column.name) for kind in KINDS.values() for column in kind.columns if column.name != "sku"
]


def written(kind: str, *rows: Mapping[str, object], separator: str = ",") -> Landed:
    """Write rows into a file of a kind."""
    return file(text(rows, separator), len(rows), len(rows) * 398, ROWS[kind][0])


def changed(given: Landed, right: bytes, wrong: bytes) -> Landed:
    """Write something else into a file, and announce it so."""
    assert right in given.body
    return file(given.body.replace(right, wrong, 1), 1, 398, given.key)


def rows_of(kind: str, codes: Sequence[str]) -> list[Mapping[str, object]]:
    """Make a row of each code, in one sale where it is sold."""
    return [{**ROWS[kind][1], "sku": code} for code in dict.fromkeys(codes)]


@pytest.mark.parametrize("kind", ["sales", "products"])
@pytest.mark.parametrize("name", CODES)
def test_no_code_of_a_product_refuses_its_file(name: str, kind: str) -> None:
    """FAULTS 57."""
    rows = rows_of(kind, list(draw(CODES[name], MOST_LINES)))

    found = taken(written(kind, *rows)).rows

    assert [each.values["sku"] for each in found] == [row["sku"] for row in rows]


def test_one_in_ten_of_these_cartons_is_a_card_number_anywhere_else() -> None:
    cards = [holds_card_number(code.encode()) for code in draw(CODES["cartons"], MOST_LINES)]

    assert 0.05 < sum(cards) / len(cards) < 0.15


@pytest.mark.parametrize(("kind", "column"), OTHER_COLUMNS)
@pytest.mark.parametrize("number", [CARTON, CARD])
def test_in_every_other_column_it_is_one_by_line_and_column(kind: str, column: str, number: str) -> None:
    """FAULTS 57."""
    key, row = ROWS[kind]
    good = {**row, column: row.get(column, "")}

    lines = told(written(kind, good, {**good, column: number}))

    assert lines == [f'{key}, line 3, column "{column}": {FOUND}']


def test_a_card_number_that_is_no_bar_code_is_one_in_a_products_column_too() -> None:
    number = next(
        each for each in draw(lambda chance: with_luhn(f"36{digits(chance, 11)}"), 9) if each != CARTON
    )

    assert told(written("sales", {**MILK, "sku": number})) == [f'{FILE}, line 2, column "sku": {FOUND}']


def test_a_column_is_known_by_every_name_that_a_file_may_give_it() -> None:
    row = {"UPC" if name == "sku" else name: value for name, value in MILK.items()}

    assert taken(written("sales", {**row, "UPC": CARTON}, separator=";"))
    assert told(written("sales", {**row, "UPC": CARD})) == [f'{FILE}, line 2, column "UPC": {FOUND}']


def test_a_field_that_the_domain_knows_to_be_harmless_is_excused_in_files_too() -> None:
    good = written("sales", {**MILK, "payment_token": "4111111111111111"})
    bad = written("sales", {**MILK, "payment_token": "4111111111111111", "register_id": CARD})

    with excusing("payment_token"):
        assert len(taken(good).sales) == 1
        assert told(bad) == [f'{FILE}, line 2, column "register_id": {FOUND}']
    assert told(good) == [f'{FILE}, line 2, column "payment_token": {FOUND}']


def test_in_a_column_that_no_such_file_has_it_is_one() -> None:
    lines = told(written("products", {**PRODUCT, "sku": CARTON, "note": CARTON}))

    assert lines == [f'{PRODUCTS}, line 2, column "note": {FOUND}']


def test_above_the_columns_names_and_behind_the_last_column_it_is_one() -> None:
    good = written("sales", {**MILK, "sku": CARTON})

    titled = changed(good, b"store_id,", f",,,,,,,{CARTON}\r\nstore_id,".encode())
    longer = changed(good, b",3.98", f",3.98,{CARTON}".encode())

    assert told(titled) == [f"{FILE}, line 1: {FOUND}"]
    assert told(longer) == [f"{FILE}, line 2: {FOUND}"]


def test_a_columns_name_that_is_one_is_never_repeated() -> None:
    bad = changed(written("sales", {**MILK, "loyalty_id": CARTON}), b"loyalty_id", CARD.encode())

    assert told(bad) == [f"{FILE}, line 1: {FOUND}", f"{FILE}, line 2: {FOUND}"]


def test_where_no_column_is_named_no_value_is_taken_for_a_name() -> None:
    body = text([MILK, {**MILK, "register_id": CARD}]).split(b"\r\n", 1)[1]

    assert told(file(body)) == [f"{FILE}, line 2: {FOUND}"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("stated", ["", "sep={}\r\n"])
def test_cells_are_what_the_separator_makes_of_a_line(separator: str, stated: str) -> None:
    stated = stated.format(separator)
    good = written("sales", {**MILK, "sku": CARTON}, separator=separator)
    bad = written("sales", {**MILK, "loyalty_id": CARTON}, separator=separator)
    good, bad = (changed(each, b"store_id", f"{stated}store_id".encode()) for each in (good, bad))

    assert [line for line in told(bad) if FOUND in line] == told(bad)
    if stated or separator in ",;":
        assert len(taken(good).sales) == 1
    else:
        [line] = told(good)
        assert line.startswith(f"{FILE}, line 1: has neither commas nor semicolons")


@pytest.mark.parametrize("separator", [".", "-"])
def test_cells_beside_each_other_are_no_number_whatever_separates_them(separator: str) -> None:
    row = {
        "sku": "41111111",
        "brand": "11111111",
        "department": "DAIRY",
        "category": "MILK",
        "tax free": "no",
    }

    given = changed(written("products", row, separator=separator), b"sku", f"sep={separator}\r\nsku".encode())

    assert [each.values["brand"] for each in taken(given).rows] == ["11111111"]
    assert holds_card_number(given.body)


def test_a_cell_is_one_however_many_lines_it_has() -> None:
    good = changed(written("sales", {**MILK, "sku": CARTON}), b"tok_a", b'"tok_a\r\n"')
    bad = changed(written("sales", MILK), b"tok_a", f'"tok_a\r\n{CARD}"'.encode())

    assert len(taken(good).sales) == 1
    assert told(bad) == [f'{FILE}, line 2, column "payment_token": {FOUND}']


def test_behind_a_fault_of_csv_a_code_is_a_code_and_a_card_number_is_one() -> None:
    rows = [MILK, MILK, {**MILK, "sku": CARTON}]
    broken = changed(written("sales", *rows), b"tok_a", b'"tok_a" a')

    assert told(broken)[-1].startswith(f"{FILE}, line 2: has a quotation mark that isn't closed")
    assert told(changed(broken, f"1234,{CARTON}".encode(), f"{CARD},{CARTON}".encode())) == [
        f"{FILE}, line 4: {FOUND}"
    ]


def test_one_before_a_fault_of_csv_is_told_once() -> None:
    rows = [{**MILK, "loyalty_id": CARD}, MILK]

    broken = file(text(rows) + b'367,"2017', 3)

    assert told(broken) == [f'{FILE}, line 2, column "loyalty_id": {FOUND}']


def test_a_row_without_end_hides_no_card_number() -> None:
    body = text([{**MILK, "sku": CARTON}]) + b"x" * 300_000 + b"," + CARD.encode() + b"," + b"x" * 300_000

    [line] = told(file(body, 2, 398))

    assert line == f"{FILE}, line 3: {FOUND}"


def test_what_is_packed_is_judged_alike() -> None:
    key = f"{FILE}.gz"
    good, bad = (written("sales", {**MILK, name: CARTON}) for name in ("sku", "payment_token"))

    assert len(taken(file(gzip.compress(good.body), 1, 398, key)).sales) == 1
    assert told(file(gzip.compress(bad.body), 1, 398, key)) == [
        f'{key}, line 2, column "payment_token": {FOUND}'
    ]
