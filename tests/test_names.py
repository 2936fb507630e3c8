"""No word of a domain in the platform: two domains live in one repository, and a third one is to be easy."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import domain
from tests.domain_words import declared_words, domain_words, load_domain, split, texts
from tests.synthesis import REPOSITORY

PLATFORM = (
    *("app.py", "domains.py", "contracts", "demo", "jobs", "lake", "lambdas/core", "limits", "producer"),
    *("pages", "sluice", "stacks", "twin"),
)
"""The platform's folders, and files. `review` isn't among them: what it says of the example it measured."""

EXAMPLE = ("demo/retail", "jobs/retail", "sluice/retail", "stacks/retail")
"""Folders in them that are the example's: its capabilities, and what operates them."""


DECLARED = ("CONSUMERS", "EVENT", "DomainEvent")
"""What every domain declares."""


@dataclass(frozen=True)
class Excuse:
    """A word that means something else in a text that holds a pattern."""

    word: str
    pattern: str
    reason: str

    def covers(self, word: str, text: str) -> bool:
        """Return whether the word is excused in a text."""
        return word == self.word and re.search(self.pattern, text) is not None


EXCUSES = (
    Excuse("retail", r"^sluice\.retail\.|`retail`", "where the example's commands and programs lie"),
    Excuse("stock", "follows the stock of each shelf", "the settings of the example's function"),
    Excuse("payment", "payment card", "ISO/IEC 7812's name for the card"),
    Excuse("receipt", r"(?i)receipt_?handle", "SQS's name for a message that was received"),
    Excuse("register", r"(?i)^_?register(?!_?id)", "a verb where it comes first: Kinesis and atexit have it"),
    Excuse("store", "persistence_store", "Powertools' name for where idempotency is remembered"),
    Excuse("store", "feature.store", "the name of a package of SageMaker's"),
)


@dataclass(frozen=True, order=True)
class Use:
    """A word in a name or a text of a file."""

    place: str
    word: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.word!r} in {self.text!r}"


def files(part: str) -> list[Path]:
    """Return the files of a part that aren't the example's."""
    folder = REPOSITORY / part
    found = sorted(each for each in folder.rglob("*") if each.is_file()) if folder.is_dir() else [folder]
    return [each for each in found if "__pycache__" not in each.parts and not is_example(path_of(each))]


def path_of(file: Path) -> str:
    return file.relative_to(REPOSITORY).as_posix()


def is_example(path: str) -> bool:
    return any(path == each or path.startswith(f"{each}/") for each in EXAMPLE)


@cache
def read(file: Path) -> str:
    """Return the text of a program; of another file only the name is looked at."""
    return file.read_text() if file.suffix == ".py" else ""


def uses(path: str, source: str) -> Iterator[Use]:
    """Yield the words of a domain in the name of a file and in its text, but those that an excuse covers."""
    for line, text in ((0, path), *texts(source)):
        for word in domain_words().intersection(split(text)):
            if not any(each.covers(word, text) for each in EXCUSES):
                yield Use(f"{path}:{line}", word, text[:80])


@pytest.mark.parametrize("part", [*PLATFORM, "tests/conformance"])
def test_the_platform_says_no_word_of_a_domain(part: str) -> None:
    found = {use for file in files(part) for use in uses(path_of(file), read(file))}

    assert [str(use) for use in sorted(found)] == []


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("store_id = 1", "store"),
        ("class LateSale: ...", "sale"),
        ("def send(sales): ...", "sales"),
        ("send(sku=1)", "sku"),
        ("event.storeId", "store"),
        ("import producer.sale", "sale"),
        ("from producer import event as sale", "sale"),
        ("def send(): global STORE", "store"),
        ("print(f'{count} SALES')", "sales"),
        ("'/v1/sales'", "sales"),
        ("'Read what a station sent.'", "station"),
        ("pass  # Tills close at noon.", "tills"),
    ],
)
def test_a_word_is_found_wherever_it_stands(source: str, word: str) -> None:
    assert [use.word for use in uses("platform.py", source)] == [word]


def test_a_word_is_found_in_the_name_of_any_file() -> None:
    assert [use.word for use in uses("stacks/push_sale.vtl", "")] == ["sale"]


def test_a_word_within_another_is_none() -> None:
    assert list(uses("platform.py", "restored = stored + until")) == []


def test_the_words_are_those_that_the_domains_declare() -> None:
    assert {"sale", "sales", "store", "stores", "sku", "coupon", "product"} <= declared_words(domain)
    assert {"readings", "station", "extremes", "humidity"} <= declared_words(load_domain("examples/sensors"))


@pytest.mark.parametrize("excuse", EXCUSES, ids=lambda excuse: excuse.word)
def test_every_excuse_is_needed(excuse: Excuse) -> None:
    every = (text for part in PLATFORM for file in files(part) for _, text in texts(read(file)))

    assert any(excuse.word in split(text) and excuse.covers(excuse.word, text) for text in every)


@pytest.mark.parametrize("path", [*PLATFORM, *EXAMPLE])
def test_every_part_is_there(path: str) -> None:
    assert (REPOSITORY / path).exists()


def from_the_domain(source: str) -> Iterator[str]:
    """Yield what a program imports from a domain, but the three names that every domain has."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "domain":
            yield from (each.name for each in node.names if each.name not in DECLARED)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("domain."):
            yield str(node.module)


def test_the_platform_reads_of_a_domain_what_every_domain_declares() -> None:
    programs = [file for part in PLATFORM for file in files(part) if file.suffix == ".py"]
    found = {path_of(file): [*from_the_domain(read(file))] for file in programs}

    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("source", ["from domain import stock", "from domain.sale import Sale"])
def test_what_only_one_domain_has_is_found(source: str) -> None:
    assert list(from_the_domain(source))
