"""Card numbers are found in every usual spelling; barcodes and ids are not taken for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.cards import holds_card_number

TEST_CARDS = ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117", "30569309025904"]


@pytest.mark.parametrize("number", TEST_CARDS)
def test_finds_the_networks_published_test_cards(number: str) -> None:
    assert holds_card_number(f'{{"note":"paid with {number}!"}}'.encode())


@pytest.mark.parametrize("text", ["4111 1111 1111 1111", "4111-1111-1111-1111", "3782 822463 10005"])
def test_finds_grouped_digits(text: str) -> None:
    assert holds_card_number(text.encode())


@pytest.mark.parametrize("text", ["x4111111111111111", "tok_4111111111111111", '{"n":4111111111111111}'])
def test_finds_it_beside_letters_and_as_a_number(text: str) -> None:
    assert holds_card_number(text.encode())


def test_finds_it_behind_json_escapes() -> None:
    escaped = "".join(f"\\u{ord(digit):04x}" for digit in "4111111111111111")

    assert holds_card_number(f'"{escaped}"'.encode())


def test_finds_it_behind_another_number() -> None:
    assert holds_card_number(b'"12 4111111111111111"')


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "4006381333023",
        "367/2017-03-01/4/31198459904",
        "2017-03-01T14:03:00Z",
        "41111111111111111111111",
        "9999999999999995",
    ],
    ids=["check digit", "an EAN-13 that passes Luhn", "sale id", "time", "too long", "no network"],
)
def test_leaves_other_digits_alone(text: str) -> None:
    assert not holds_card_number(text.encode())


@given(st.sampled_from("23456"), st.text("0123456789", min_size=14, max_size=17))
def test_finds_every_luhn_number_of_a_network(first: str, middle: str) -> None:
    digits = [int(digit) for digit in first + middle]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[::-1][::2]]
    check = -(sum(doubled) + sum(digits[::-1][1::2])) % 10

    assert holds_card_number(f"{first}{middle}{check}".encode())
