"""The part of a request's template that finds card numbers: the judge of contracts/cards.py, in replacements.

A template has no function, and its loops end after a thousand rounds. So each step rewrites the whole text by
a regular expression: fields that are excused go, then all but the candidates; of these every digit becomes as
many letters as it counts, and a card number is what has a multiple of ten.

Strings in single quotes are taken as they are, but for a backslash before a u, which Velocity may unescape:
https://velocity.apache.org/engine/2.3/user-guide.html#string-literals
https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html
"""

import re
from collections.abc import Iterator

from contracts.card_networks import (
    GROUPING,
    HASH_PATTERN,
    NETWORKS,
    WIDE_SEPARATORS,
    candidate_pattern,
)
from contracts.cards import MOST_GROUPED, ExcusedFields

FOUND = "[a,]*,(?:a{10})+,[a,]*"
"""What the text has become if it holds a card number."""

# As JSON writes it, once or in a text that is JSON again.
_ESCAPE = r"[\\]{1,4}u"
_ESCAPED_PLAIN = (("003([0-9])", "$1"), ("0020", " "), ("002[dD]", "-"), ("002[eE]", "."))
_FRACTION = r"([:,\[]\s*-?[0-9]+)[.][0-9]+(?=(?:[eE][+-]?[0-9]+)?\s*[,}\]])"
# Its escapes have a bound, as a stack has.
_TEXT_OR_NUMBER = r'(?:"[^"\\]*(?:\\.[^"\\]*){0,99}"|-?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?)'

Step = tuple[str, str]


def find_card_numbers(excused: ExcusedFields) -> str:
    """Return statements that leave in `$cards` what matches FOUND if the body holds a card number."""
    found = (*GROUPING, *_candidates(), _too_many())
    steps = (*_plain(), *_excused(excused), (HASH_PATTERN, "/"), *found, *_counted())
    calls = "".join(f".replaceAll('{what}', '{by}')" for what, by in steps)
    return f"#set($cards = $input.body{calls})"


def _plain() -> Iterator[Step]:
    """Write escapes and wide separators plainly; angles are kept for marks."""
    yield "[<>]", "/"
    yield from ((_ESCAPE + code, by) for code, by in _ESCAPED_PLAIN)
    points = [point for first, last in WIDE_SEPARATORS for point in range(first, last + 1)]
    yield f"{_ESCAPE}(?:{'|'.join(_either_case(f'{point:04x}') for point in points)})", " "
    wide = "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in WIDE_SEPARATORS)
    yield f"[{wide}]", " "
    yield _FRACTION, "$1"


def _either_case(code: str) -> str:
    return re.sub("[a-f]", lambda letter: f"[{letter[0]}{letter[0].upper()}]", code)


def _excused(excused: ExcusedFields) -> Iterator[Step]:
    if excused.harmless:
        yield rf"{_field(excused.harmless)}{_TEXT_OR_NUMBER}", '""'
    if excused.bar_codes:
        yield from _bar_codes(_field(excused.bar_codes))


def _field(names: frozenset[str]) -> str:
    return rf'"(?:{"|".join(map(re.escape, sorted(names)))})"\s*:\s*'


def _bar_codes(field: str) -> Iterator[Step]:
    """Take out codes of 14 digits, of which every other counts three times: no shorter one could be a card's.

    Each is counted in angles before it.
    """
    yield rf'({field}"?)([0-9]{{14}})(?="?\s*[,}}])', "$1<$2>$2"
    yield "([0-9])([0-9])(?=(?:[0-9]{2}){0,6}>)", "$1t$2s"
    within = "(?=[0-9ast]{0,130}>)"
    yield f"0[st]{within}", ""
    for count in range(1, 10):
        yield f"(?:{count * 7 % 10}t|{count}s){within}", "a" * count
    yield "<(?:a{10})*>[0-9]{14}|<a*>", ""


def _candidates() -> Iterator[Step]:
    """Leave nothing but candidates, each between commas."""
    lengths = len({length for network in NETWORKS for length in network.lengths})
    groups = ",".join(f"${group}" for group in range(1, lengths + 1))
    yield f"[^<]*?{candidate_pattern()}[0-9]|[^<]+", f",{groups},"


def _too_many() -> Step:
    """Put a card number before all candidates if more of them are in groups than are judged.

    It begins where nothing stands before. What takes all it can get is looped over, and needs no stack.
    """
    return rf"(?<![0-9 _,])(?:[0-9,]*+[ _][0-9 _]*+,){{{MOST_GROUPED + 1}}}+", f",{'a' * 10},"


def _counted() -> Iterator[Step]:
    """Count digits as ISO/IEC 7812-1, annex B, does: in pairs, of which the first is doubled."""
    yield "[ _]", ""
    yield "(?<![0-9])0+", ""
    yield "(?<![0-9])([0-9](?:[0-9]{2}){0,9})(?![0-9])", "0$1"
    yield "([0-9])([0-9])", "$1d$2s"
    yield "0[ds]", ""
    for count, doubled in enumerate("516273849", start=1):
        yield f"(?:{doubled}d|{count}s)", "a" * count
