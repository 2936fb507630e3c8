"""The demo's machinery plays any domain: nothing of retail is in it."""

import io
import keyword
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.synthesis import REPOSITORY

OF_RETAIL = {"sale", "store", "sku", "stock", "basket", "till", "register", "receipt", "fraud", "shelf"}
OF_RETAIL |= {f"{word}s" for word in OF_RETAIL} | {"shelves", "supplier", "member", "loyalty", "inventory"}
OTHER_SENSES = {("running_twin.py", "store"), ("sender.py", "store"), ("sender.py", "sale")}
"""What the producer calls the bucket of claims, and an event's id."""

FILES = [
    path
    for path in sorted((REPOSITORY / "demo").rglob("*"))
    if path.suffix in (".py", ".j2", ".css") and "retail" not in path.parts
]


def words(path: Path) -> Iterator[str]:
    """Yield the words of names, strings and comments, parted at underscores and case."""
    text = path.read_text()
    if path.suffix == ".py":
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        text = " ".join(each.string for each in tokens if not keyword.iskeyword(each.string))
    for word in re.findall(r"[A-Za-z]+", text):
        yield from (part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", word))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_a_file_says_no_word_of_retail(path: Path) -> None:
    name = str(path.relative_to(REPOSITORY / "demo"))

    assert {word for word in words(path) if word in OF_RETAIL and (name, word) not in OTHER_SENSES} == set()


def test_a_word_of_retail_would_be_found(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text('def count_skus(saleId): return "stores"\n')

    assert {"skus", "sale", "stores"} <= set(words(planted))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_a_file_imports_neither_the_acts_of_retail_nor_what_its_domain_holds_besides(path: Path) -> None:
    imported = re.findall(
        r"^\s*(?:from|import) (demo\.retail\S*|domain\.\S+)", path.read_text(), re.MULTILINE
    )

    assert imported == []
