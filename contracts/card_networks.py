"""Card numbers as networks issue and people write them: one pattern, which Python and Java read alike."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardNetwork:
    """What a network's numbers begin with, as classes of digits, and how many digits they have."""

    name: str
    prefixes: tuple[str, ...]
    lengths: tuple[int, ...]


NETWORKS = (
    CardNetwork("Visa", ("4",), (16, 19)),
    CardNetwork("Mastercard", ("5[1-5]", "222[1-9]", "22[3-9]", "2[3-6]", "27[01]", "2720"), (16,)),
    CardNetwork("Maestro", ("5018", "5020", "5038", "5893", "6304", "6759", "676[1-3]"), (16, 18, 19)),
    CardNetwork("American Express", ("3[47]",), (15,)),
    CardNetwork("Discover", ("6011", "64[4-9]", "65"), (16, 19)),
    CardNetwork("Diners Club", ("30[0-5]", "3095", "3[689]"), (14, 16, 19)),
    CardNetwork("JCB", ("352[89]", "35[3-8]"), (16, 19)),
    CardNetwork("UnionPay", ("62",), (16, 17, 18, 19)),
    CardNetwork("RuPay", ("60", "508"), (16,)),
    CardNetwork("Mir", ("220[0-4]",), (16, 19)),
    CardNetwork("Dankort", ("5019",), (16,)),
)
"""The ranges of https://en.wikipedia.org/wiki/Bank_card_number, in the lengths that are issued.

Visa's numbers of 13 digits, long withdrawn, and Maestro's of 12 to 15 would be one in ten of the bar codes
that begin like them (docs/decisions/0030-a-card-number-has-a-network.md).
"""

FEWEST_DIGITS = min(length for network in NETWORKS for length in network.lengths)

# Spaces, dashes and dots by their code points: those of one width, and those that nobody sees.
WIDE_SEPARATORS = (
    *((0x00A0, 0x00A0), (0x00AD, 0x00AD), (0x00B7, 0x00B7), (0x1680, 0x1680), (0x2000, 0x200D)),
    *((0x2010, 0x2015), (0x202F, 0x202F), (0x205F, 0x2060), (0x2212, 0x2212), (0x3000, 0x3000)),
    *((0xFE58, 0xFE58), (0xFE63, 0xFE63), (0xFEFF, 0xFEFF), (0xFF0D, 0xFF0D)),
)
"""What separates groups of digits beside a space, a dot and a hyphen: first and last of each range."""

GROUPING = (
    ("[ .-]{4,}", "/"),
    ("[ .-]+", " "),
    ("(?<=[0-9]{12}) | (?=[0-9]{12})", "_"),
)
"""What is replaced by what, in turn, so that groups which may be one number are joined by a space.

No network prints so long a group beside another: it is a bar code with its add-on, its price or its quantity.
"""

# The longest numbers are printed as issuer and account.
_ISSUER_AND_ACCOUNT = "[0-9]{6}_[0-9]{13}"


def candidate_pattern() -> str:
    """Return the pattern of a group's start behind which card numbers may stand, but for their check digit.

    It consumes nothing. Each length has a group, so that numbers which begin at one place are all caught. It
    takes a text whose groups are joined as GROUPING does, and takes leading zeros before a number.
    """
    lengths = sorted({length for network in NETWORKS for length in network.lengths})
    first = "".join(sorted({prefix[0] for network in NETWORKS for prefix in network.prefixes}))
    begins = f"(?<![0-9])(?=0*[{first}](?:[ _]?[0-9]){{{FEWEST_DIGITS - 1}}})"
    return begins + "".join(f"(?:(?=({_number(length)}))|)" for length in lengths)


def _number(length: int) -> str:
    groups = f"[0-9](?: ?[0-9]){{{length - 1}}}" + (f"|{_ISSUER_AND_ACCOUNT}" if length == 19 else "")
    return f"0*(?={'|'.join(_prefixes(length))})(?:{groups})(?![0-9])"


def _prefixes(length: int) -> Iterator[str]:
    for network in NETWORKS:
        if length in network.lengths:
            yield from (" ?".join(re.findall(r"\[[^]]+\]|[0-9]", prefix)) for prefix in network.prefixes)


_HEX = "[0-9A-Fa-f]"
# A real one has hardly ever so few letters, and digits alone are none.
_LETTERS = "(?=(?:[0-9-]{0,36}[A-Fa-f]){4})"
HASH_PATTERN = (
    f"(?<![0-9A-Za-z]){_LETTERS}(?:{_HEX}{{64}}|{_HEX}{{40}}|{_HEX}{{32}}"
    f"|{_HEX}{{8}}-{_HEX}{{4}}-[1-8]{_HEX}{{3}}-[89ABab]{_HEX}{{3}}-{_HEX}{{12}})(?![0-9A-Za-z])"
)
"""A hash (MD5, SHA-1, SHA-256) or a UUID (RFC 9562), whole: its digits are no number."""
