"""Of two ids that look alike one is refused, unless they are the same."""

from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.identifiers import has_leading_zeros, spelling_fault


@given(st.text(max_size=8))
def test_of_all_spellings_that_unicode_knows_of_a_text_at_most_one_passes(text: str) -> None:
    """FAULTS 51."""
    spellings = {text, *(normalize(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD"))}

    assert len([each for each in spellings if spelling_fault(each) is None]) <= 1


@given(st.integers(0, 10**12), st.integers(1, 4))
def test_a_number_has_one_spelling(number: int, zeros: int) -> None:
    """FAULTS 51."""
    assert not has_leading_zeros(str(number))
    assert has_leading_zeros("0" * zeros + str(number))


@given(st.text(max_size=6))
def test_only_a_number_has_zeros_before_it(text: str) -> None:
    assume(not (text.isascii() and text.isdigit()))

    assert not has_leading_zeros(text)


@pytest.mark.parametrize("text", [" a", "a ", "a\n", "a\u00a0", "a\u200b", "\ufeffa", "a\u202e"])
def test_what_nobody_sees_makes_no_other_id(text: str) -> None:
    assert spelling_fault(text)
