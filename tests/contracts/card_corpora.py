"""Seeded corpora: what honest senders write that has many digits, and card numbers as people write them."""

import hashlib
import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice

SEED = 20171222

TOKENS, CARDS = 200_000, 20_000
"""How many of each honest kind, and of each spelling."""

Kind = Callable[[random.Random], str]


def draw(kind: Kind, count: int) -> Iterator[str]:
    """Yield as many of a kind, always the same."""
    generator = random.Random(SEED)  # noqa: S311
    return islice(iter(lambda: kind(generator), ""), count)


def digits(generator: random.Random, count: int) -> str:
    """Return so many digits by chance."""
    return f"{generator.randrange(10**count):0{count}}"


def with_luhn(body: str) -> str:
    """Return a number with its check digit by ISO/IEC 7812-1."""
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in body[::-1][::2]]
    return f"{body}{-(sum(doubled) + sum(map(int, body[::-1][1::2]))) % 10}"


def with_gs1(body: str) -> str:
    """Return a bar code with its check digit by the GS1 General Specifications."""
    backwards = [int(digit) for digit in body[::-1]]
    return f"{body}{-(3 * sum(backwards[::2]) + sum(backwards[1::2])) % 10}"


def _moment(generator: random.Random) -> datetime:
    return datetime(2015, 1, 1, tzinfo=UTC) + timedelta(seconds=generator.randrange(20 * 365 * 86_400))


def _sale_id(generator: random.Random) -> str:
    store, register, receipt = (generator.randrange(most) for most in (10_000, 100, 10**12))
    return f"{store}/{_moment(generator):%Y-%m-%d}/{register}/{receipt}"


def _ean(generator: random.Random) -> str:
    return with_gs1(digits(generator, 12))


def _imei(generator: random.Random) -> str:
    """Begin as TS.06 of the GSMA says which bodies allot them; the last digit is Luhn's."""
    return with_luhn(generator.choice(("01", "35", "86", "99", "44", "49")) + digits(generator, 12))


def _phone(generator: random.Random) -> str:
    country = generator.choice(("+1", "+33", "+34", "+43", "+44", "+49", "0044", "0"))
    gap = generator.choice((" ", "-", "."))
    return gap.join((country, digits(generator, 3), digits(generator, 3), digits(generator, 4)))


HONEST: Mapping[str, tuple[Kind, float]] = {
    "UUIDs": (lambda chance: str(uuid.UUID(int=chance.getrandbits(128), version=4)), 0.0003),
    "SHA-256": (lambda chance: hashlib.sha256(chance.randbytes(16)).hexdigest(), 0.0003),
    "timestamps": (lambda chance: f"{_moment(chance):%Y%m%d%H%M%S}", 0),
    "in-store codes": (lambda chance: with_gs1(f"2{digits(chance, 11)}"), 0),
    "in-store codes of their own check digit": (lambda chance: f"2{digits(chance, 12)}", 0),
    "EAN-13": (_ean, 0),
    "EAN-13 and 2": (lambda chance: f"{_ean(chance)} {digits(chance, 2)}", 0),
    "EAN-13 and 5": (lambda chance: f"{_ean(chance)} {digits(chance, 5)}", 0),
    "EAN-13 and price": (lambda chance: f"{chance.randrange(9)} {_ean(chance)} {digits(chance, 3)}", 0),
    "IMEI": (_imei, 0),
    "phones": (_phone, 0),
    "sale ids": (_sale_id, 0),
    "tokens of 16 digits": (lambda chance: digits(chance, 16), 0.035),
}
"""Kinds, and the part of them that may be taken for card numbers.

Of tokens of 16 digits, three in ten begin as a network's numbers do, and one in ten of those passes Luhn:
nothing in them says that they are none, so their field is to be excused.
"""

ISSUED = (
    *(("4", 16), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2500", 16), ("2720", 16), ("34", 15)),
    *(("37", 15), ("6011", 16), ("644", 16), ("65", 16), ("300", 14), ("305", 14), ("36", 14), ("38", 14)),
    *(("3528", 16), ("3589", 16), ("62", 16), ("62", 17), ("62", 18), ("62", 19), ("6759", 18), ("5018", 16)),
    *(
        ("39", 14),
        ("3095", 14),
        ("53", 16),
        ("2239", 16),
        ("2719", 16),
        ("3529", 16),
        ("355", 16),
        ("65", 19),
    ),
    *(
        ("6304", 16),
        ("6763", 19),
        ("5893", 16),
        ("649", 16),
        ("508", 16),
        ("60", 16),
        ("2204", 16),
        ("5019", 16),
    ),
)
"""Prefixes and lengths of numbers that are issued."""
DASHES = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
SPACES = "\u00a0\u2002\u2007\u2009\u200b\u202f\u205f\u3000"


def card(generator: random.Random) -> str:
    """Return a card number of any network."""
    prefix, length = generator.choice(ISSUED)
    return with_luhn(prefix + digits(generator, length - len(prefix) - 1))


def grouped(number: str, gap: str = " ") -> str:
    """Return a number in the groups in which its network prints it."""
    cuts = {14: (4, 10), 15: (4, 10)}.get(len(number), (4, 8, 12, 16))
    ends = (*(cut for cut in cuts if cut < len(number)), len(number))
    return gap.join(number[start:end] for start, end in zip((0, *ends), ends, strict=False))


def diners(generator: random.Random) -> str:
    """Return a number of 14 digits that is a bar code's, too: one in ten of Diners Club's is."""
    while (number := with_luhn("36" + digits(generator, 11))) != with_gs1(number[:-1]):
        pass
    return number


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(character):04x}" for character in text)


SPELLINGS: Mapping[str, Kind] = {
    "plain": card,
    "in groups": lambda chance: grouped(card(chance)),
    "with its expiry": lambda chance: (
        f"{grouped(card(chance))} {chance.randrange(1, 13):02}/{digits(chance, 2)}"
    ),
    "expiry without a slash": lambda chance: f"VISA {grouped(card(chance), '-')} {digits(chance, 4)}",
    "behind a lane": lambda chance: f"{chance.randrange(1, 30)} {grouped(card(chance))}",
    "plain behind a lane": lambda chance: f"{chance.randrange(1, 30)} {card(chance)}",
    "dots": lambda chance: grouped(card(chance), "."),
    "double spaces": lambda chance: grouped(card(chance), "  "),
    "hyphens in spaces": lambda chance: grouped(card(chance), " - "),
    "other spaces": lambda chance: grouped(card(chance), chance.choice(SPACES)),
    "other dashes": lambda chance: grouped(card(chance), chance.choice(DASHES)),
    "zeros before it": lambda chance: f"{'0' * chance.randrange(1, 12)}{card(chance)}",
    "a token's mark before it": lambda chance: f"tok_{card(chance)}",
    "beside a bar code": lambda chance: f"{_ean(chance)} {card(chance)}",
    "Diners Club that is a bar code": diners,
    "escaped": lambda chance: _escaped(grouped(card(chance), chance.choice(" .-" + DASHES + SPACES))),
}
"""Card numbers as they must be found; what is escaped stands in JSON as it is."""
