"""Few honest tokens are taken for card numbers, and no card number is missed, on seeded corpora."""

import pytest

from contracts.cards import holds_card_number
from tests.contracts.card_corpora import CARDS, HONEST, SPELLINGS, TOKENS, draw


def in_json(text: str) -> bytes:
    return f'{{"note":"{text}"}}'.encode()


@pytest.mark.parametrize("name", HONEST)
def test_no_more_honest_tokens_are_taken_for_card_numbers_than_may_be(name: str) -> None:
    """FAULTS 57."""
    kind, most = HONEST[name]

    alarms = sum(holds_card_number(in_json(token)) for token in draw(kind, TOKENS))

    assert alarms / TOKENS <= most


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_card_number_is_found_in_every_spelling(name: str) -> None:
    """FAULTS 57."""
    missed = [text for text in draw(SPELLINGS[name], CARDS) if not holds_card_number(in_json(text))]

    assert missed == []


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_card_number_is_found_in_what_is_no_json(name: str) -> None:
    spelled = draw(SPELLINGS[name], CARDS // 20)

    assert [text for text in spelled if not holds_card_number(f"368,{text},2.50\n".encode())] == []
