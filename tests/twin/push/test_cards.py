"""An event with a card number is refused as the consumers judge it, and nothing of it is on the stream."""

import json
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.cards import MOST_GROUPED, ExcusedFields, holds_card_number
from domain import EVENT
from stacks.constructs.push.card_check import FOUND, find_card_numbers
from tests.contracts.card_corpora import HONEST, SPELLINGS, card, digits, draw, grouped, with_gs1, with_luhn
from tests.lambdas.sales import encoded, line, sale
from tests.synthesis import templates
from tests.twin.push.endpoint import KEY, Endpoint, method_of
from twin.semantics.gateway import Put, Request
from twin.semantics.vtl import Template

METHOD = method_of("sales", templates("dev"))
SAMPLE = 200
"""Tokens of each kind: the corpora are judged whole in tests/contracts/test_card_corpora.py."""


def refuses(body: bytes, now: list[float] = [1_700_000_000.0]) -> bool:  # noqa: B006 (a clock)
    """Tell whether the template of a request puts nothing for a card number; each post is an hour later."""
    now[0] += 3_600.0
    admitted = METHOD.admit(Request("POST", "/v1/sales", {"x-api-key": KEY}, body), now[0])
    assert isinstance(admitted, Put), admitted
    return "ExplicitHashKey" in json.loads(admitted.call)


def noted(text: str) -> bytes:
    """Return a sale with a text, as it stands in JSON, in a note."""
    return encoded(sale(note="?")).replace(b'"?"', f'"{text}"'.encode())


@pytest.mark.parametrize("name", [*HONEST, *SPELLINGS])
def test_the_endpoint_judges_each_kind_and_spelling_as_the_consumers_do(name: str) -> None:
    kind = HONEST[name][0] if name in HONEST else SPELLINGS[name]
    bodies = [noted(text) for text in draw(kind, SAMPLE)]

    assert [refuses(body) for body in bodies] == [EVENT.holds_card_number(body) for body in bodies]


@pytest.mark.parametrize(
    "token", [f"d4111111111111111bca{'62344095' * 5}abcd", "41111111-1111-1111-8bca-4bca9000abcd"]
)
def test_a_hash_or_uuid_with_a_card_numbers_digits_is_taken(token: str) -> None:
    assert not EVENT.holds_card_number(noted(token))
    assert not refuses(noted(token))
    assert refuses(noted(token[:-1]))


def test_both_judge_the_codes_of_products_alike() -> None:
    kinds = (
        lambda chance: with_gs1(f"36{digits(chance, 11)}"),
        lambda chance: with_luhn(f"36{digits(chance, 11)}"),
    )
    codes = chain.from_iterable(draw(kind, SAMPLE) for kind in kinds)
    bodies = [encoded(sale(lines=[line("1"), line(code)])) for code in codes]

    verdicts = [refuses(body) for body in bodies]

    assert verdicts == [EVENT.holds_card_number(body) for body in bodies]
    assert set(verdicts) == {True, False}


NOISE = st.sampled_from(
    ["4", "0", "41", "  ", ".", "-", "\u2011", "\u00a0", "e", "\\", '"', "<", ">", "3t", "0s", "aa", "/"]
)
CARD = st.randoms(use_true_random=False).map(
    lambda chance: grouped(card(chance), chance.choice(("", " ", "-")))
)


@given(st.lists(st.one_of(NOISE, CARD), max_size=12).map("".join), st.booleans())
def test_whatever_a_note_says_both_judge_it_alike(text: str, ascii_only: bool) -> None:
    """FAULTS 57."""
    body = json.dumps(
        {**sale(), "note": text, "lines": [line(text[:64] or "1")]}, ensure_ascii=ascii_only
    ).encode()

    assert refuses(body) == EVENT.holds_card_number(body)


@given(
    st.text('4 1-.,:[]{}e"\\', max_size=80), st.floats(allow_nan=False, allow_infinity=False), st.integers()
)
def test_nothing_is_refused_that_the_consumers_take(text: str, fraction: float, number: int) -> None:
    body = json.dumps({**sale(), "note": text, "n": [fraction, number], text: 4111111111111111 / 10}).encode()

    assert refuses(body) <= EVENT.holds_card_number(body)


@given(st.lists(st.one_of(NOISE, CARD), max_size=12).map("".join))
def test_a_harmless_field_is_excused_by_both(text: str) -> None:
    excused = ExcusedFields(harmless=frozenset({"payment-token"}))
    check = Template(f"{find_card_numbers(excused)}\n#if($cards.matches('{FOUND}'))yes#end")

    for note in ("4111111111111111", "none"):
        body = json.dumps({"payment-token": text, "note": note})

        assert (
            (check.render(body).text == "yes")
            == holds_card_number(body.encode(), excused)
            == (note != "none")
        )


@pytest.mark.parametrize(
    "almost", ["4111 1111 1111 1112/", "4111 1111 1111 1112/4111111111111112/", "411111 1111111111112/"]
)
def test_more_almost_numbers_in_groups_than_are_judged_are_refused_by_both(almost: str) -> None:
    """No accident: one in ten of them would have its check digit right."""
    most, more = (noted(almost * count) for count in (MOST_GROUPED, MOST_GROUPED + 1))

    assert [EVENT.holds_card_number(body) for body in (most, more)] == [False, True]
    assert [refuses(body) for body in (most, more)] == [False, True]


def test_numbers_in_groups_are_counted_over_all_of_an_event() -> None:
    lines = [line(f"4111 1111 1111 1112/{number}") for number in range(MOST_GROUPED)]
    most, more = (encoded(sale(lines=lines) | fields) for fields in ({}, {"30369 9999 99995": "x"}))

    assert [EVENT.holds_card_number(body) for body in (most, more)] == [False, True]
    assert [refuses(body) for body in (most, more)] == [False, True]


def test_a_thousand_almost_numbers_in_one_group_are_no_card_number() -> None:
    body = noted("4111111111111112/" * 2 * MOST_GROUPED)

    assert not EVENT.holds_card_number(body)
    assert not refuses(body)


def test_a_card_number_is_answered_422_and_nothing_of_it_is_on_the_stream(endpoint: Endpoint) -> None:
    """FAULTS 57."""
    told = endpoint.post(noted("VISA 4111-1111-1111-1111 1227"))

    assert told.outcome == (422, "refused")
    assert told.body["why"].startswith("It holds what looks like a card number")
    assert "4111" not in told.body["why"]
    assert "Retry-After" not in told.headers
    assert endpoint.records() == []


def test_a_card_number_in_a_foreign_sale_is_refused_too(endpoint: Endpoint) -> None:
    assert endpoint.post(encoded(sale(store="381", note="4111111111111111"))).body["outcome"] == "refused"
    assert endpoint.records() == []
