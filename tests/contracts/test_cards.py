"""Card numbers are found in every usual spelling; what only has as many digits is not taken for one."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.cards import MOST_GROUPED, NO_FIELDS, ExcusedFields, holds_card_number, is_bar_code
from tests.contracts.card_corpora import with_gs1, with_luhn

TEST_CARDS = ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117", "30569309025904"]
BOTH = "36571274725272"
"""A number of Diners Club whose last digit is right as that of a bar code, too."""


@pytest.mark.parametrize("number", TEST_CARDS)
def test_finds_the_networks_published_test_cards(number: str) -> None:
    assert holds_card_number(f'{{"note":"paid with {number}!"}}'.encode())


@pytest.mark.parametrize("text", ["4111 1111 1111 1111", "4111-1111-1111-1111", "3782 822463 10005"])
def test_finds_grouped_digits(text: str) -> None:
    assert holds_card_number(text.encode())


@pytest.mark.parametrize("text", ["x4111111111111111", "tok_4111111111111111", "a4111111111111111b"])
def test_finds_it_beside_letters(text: str) -> None:
    assert holds_card_number(text.encode())


@pytest.mark.parametrize(
    "json", ["4111111111111111", "[1,[4111111111111111]]", "-4111111111111111.0", "4111111111111111e0"]
)
def test_finds_it_as_a_number(json: str) -> None:
    assert holds_card_number(f'{{"n":{json}}}'.encode())


@pytest.mark.parametrize(
    "json",
    [
        '{"4111111111111111":1}',
        '{"a":[{"b":"4111111111111111"}]}',
        '["4111111111111111"]',
        '"4111111111111111"',
    ],
)
def test_finds_it_wherever_it_stands_in_json(json: str) -> None:
    assert holds_card_number(json.encode())


def test_finds_it_in_a_field_that_stands_twice() -> None:
    assert holds_card_number(b'{"note":"4111111111111111","note":"none"}')


@pytest.mark.parametrize(
    "json", [r"\u0034111111111111111", r"{\"n\":\"4111\\u00a01111\\u20101111\\u002d1111\"}"]
)
def test_finds_it_behind_json_escapes(json: str) -> None:
    assert holds_card_number(f'{{"note":"{json}"}}'.encode())


def test_finds_it_in_what_nests_too_deep_or_is_cut_off() -> None:
    assert holds_card_number(b'{"a":' * 5_000 + b'"4111111111111111"' + b"}" * 5_000)
    assert holds_card_number(b'{"note":"4111111111111111')
    assert holds_card_number(b"\xff 4111111111111111")


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "4006381333023",
        "4222222222222",
        "367/2017-03-01/4/31198459904",
        "2017-03-01T14:03:00Z",
        "41111111111111111111111",
        "9999999999999995",
        "4111    1111    1111    1111",
        "4 4006381333023 05",
    ],
    ids=[
        *(
            "check digit",
            "an EAN-13 that passes Luhn",
            "13 digits",
            "sale id",
            "time",
            "too long",
            "no network",
        ),
        *("columns", "a lane and a bar code with its add-on"),
    ],
)
def test_leaves_other_digits_alone(text: str) -> None:
    assert not holds_card_number(text.encode())


def test_a_fraction_is_no_card_number_in_json_nor_in_a_file() -> None:
    assert not holds_card_number(b'{"n":2.4111111111111111}')
    assert not holds_card_number(b"368,2.4111111111111111,1")
    assert holds_card_number(b'{"n":"2.4111111111111111"}')


HASH = "d4111111111111111bca62344095936793400b3aeb3580d248b17d5518a86fff"


@pytest.mark.parametrize("text", [HASH, HASH[:40], HASH[:32].upper(), "41111111-1111-1111-8bca-4bca9000abcd"])
def test_a_hash_or_uuid_is_no_card_number_and_excuses_none_beside_it(text: str) -> None:
    assert not holds_card_number(f'{{"token":"tok_{text}"}}'.encode())
    assert holds_card_number(f'{{"token":"{text} 4111111111111111"}}'.encode())


@pytest.mark.parametrize(
    "text", [HASH[:31], HASH[:17], "4111111111111111" * 2, "0" * 45 + "abc4111111111111111"]
)
def test_what_is_no_whole_hash_excuses_nothing(text: str) -> None:
    assert holds_card_number(f'{{"token":"{text} 4111111111111111"}}'.encode())


SKU = ExcusedFields(bar_codes=frozenset({"sku"}))


@pytest.mark.parametrize("json", [f'"{BOTH}"', BOTH])
def test_a_check_digit_excuses_a_bar_codes_field_and_no_other(json: str) -> None:
    assert is_bar_code(BOTH)
    assert not holds_card_number(f'{{"lines":[{{"sku":{json}}}]}}'.encode(), SKU)
    assert holds_card_number(f'{{"lines":[{{"sku":{json},"note":{json}}}]}}'.encode(), SKU)
    assert holds_card_number(f'{{"lines":[{{"sku":{json}}}]}}'.encode())


@pytest.mark.parametrize(
    "code", ["30569309025904", "4111111111111111", f"{BOTH} 4111111111111111", f"0{BOTH}"]
)
def test_what_is_no_product_code_is_refused_in_its_field(code: str) -> None:
    assert holds_card_number(f'{{"lines":[{{"sku":"{code}"}}]}}'.encode(), SKU)


TOKEN = ExcusedFields(harmless=frozenset({"payment_token"}))


def test_a_harmless_field_is_excused_and_no_other() -> None:
    assert not holds_card_number(b'{"payment_token":"4111111111111111","note":"12"}', TOKEN)
    assert holds_card_number(b'{"payment_token":"4111111111111111","note":"4111111111111111"}', TOKEN)
    assert holds_card_number(b'{"payment_token":{"card":"4111111111111111"}}', TOKEN)
    assert holds_card_number(b'{"payment_token":["4111111111111111"]}', TOKEN)


def test_more_almost_numbers_in_groups_than_anybody_writes_are_refused_as_one() -> None:
    almost = b"4111 1111 1111 1112/"

    assert not holds_card_number(b'{"note":"' + almost * MOST_GROUPED + b'"}')
    assert holds_card_number(b'{"note":"' + almost * (MOST_GROUPED + 1) + b'"}')
    assert not holds_card_number(b'{"note":"' + b"4111111111111112/" * (MOST_GROUPED + 1) + b'"}')


def test_what_is_no_json_has_no_fields_to_excuse() -> None:
    assert holds_card_number(b'{"payment_token":"4111111111111111"', TOKEN)


@given(st.sampled_from([("4", 16), ("55", 16), ("37", 15), ("36", 14), ("62", 19)]), st.randoms())
def test_finds_every_number_of_a_network_and_none_with_another_check_digit(
    issued: tuple[str, int], chance: random.Random
) -> None:
    prefix, length = issued
    number = with_luhn(prefix + "".join(chance.choices("0123456789", k=length - len(prefix) - 1)))
    other = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"

    assert holds_card_number(number.encode())
    assert not holds_card_number(other.encode())


@given(st.text("0123456789", min_size=13, max_size=13))
def test_a_product_code_has_the_check_digit_of_gs1(body: str) -> None:
    code = with_gs1(body)

    assert is_bar_code(code)
    assert not is_bar_code(f"{body}{(int(code[-1]) + 1) % 10}")


@given(st.text('4 1-.0"\\u{}:,[]e', max_size=60))
def test_an_excuse_never_makes_a_card_number_of_anything(text: str) -> None:
    data = text.encode()

    assert holds_card_number(data, SKU) <= holds_card_number(data, NO_FIELDS)


@pytest.mark.parametrize(
    "piece", ["4 ", "44444 ", "62222 ", "4111 1111 1111 1112 ", "4-", r"\u0034", "\\", "0", "\t", "1a"]
)
def test_a_megabyte_that_is_made_to_be_slow_is_judged_in_seconds(piece: str) -> None:
    data = b'{"note":"4111 1111 1111 1112' + (piece * (1_000_000 // len(piece))).encode()
    started = time.process_time()

    holds_card_number(data)

    assert time.process_time() - started < 10
