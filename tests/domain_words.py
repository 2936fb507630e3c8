"""Words of the domains that lie in this repository, and where a program says one."""

import ast
import re
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from itertools import chain
from pathlib import Path
from types import ModuleType

from msgspec import Struct, inspect

import domain
from tests.synthesis import REPOSITORY

OTHER_DOMAINS = ("examples/sensors",)

EVERYDAY = frozenset(
    {"account", "accounts", "at", "daily", "day", "days", "id", "item", "items", "line", "lines", "match"}
    | {"measured", "member", "members", "occurred", "points", "quantity", "reading", "schema", "speed"}
    | {"token", "total", "version", "weight"}
)
"""Words of a domain that are anybody's: AWS has accounts, a file has lines, and a program is reading one."""

BESIDE = frozenset({"basket", "baskets", "receipt", "receipts", "shop", "shops", "skus", "till", "tills"})
"""Words of the chain's that its declarations don't happen to use."""

WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")


def split(text: str) -> list[str]:
    """Split a text at everything but letters, and at the case of letters."""
    return [word.lower() for word in WORD.findall(text)]


@cache
def domain_words() -> frozenset[str]:
    """Return the words that the domains declare, and those beside."""
    return BESIDE.union(declared_words(domain), *map(declared_words, map(load_domain, OTHER_DOMAINS)))


def load_domain(folder: str) -> ModuleType:
    """Return the domain of a folder, whatever the tests' own is."""
    file = REPOSITORY / folder / "domain" / "__init__.py"
    spec = spec_from_file_location(f"domain_of_{Path(folder).name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def declared_words(module: ModuleType) -> set[str]:
    """Return what a domain calls its events, their fields and what is counted of them."""
    event, consumers = module.EVENT, module.CONSUMERS
    called = [event.noun, event.nouns, event.partition_noun, f"{event.partition_noun}s"]
    counted = [name for each in consumers for name in (each.item, f"{each.item}s", each.items, each.unit)]
    return set(chain.from_iterable(map(split, (*called, *counted, *field_names(event.struct))))) - EVERYDAY


def field_names(struct: type[Struct]) -> Iterator[str]:
    """Yield the names of a struct's fields, and of the structs in them."""
    for field in inspect.type_info(struct).fields:  # type: ignore[attr-defined]
        yield field.name
        yield from _nested_names(field.type)


def _nested_names(kind: inspect.Type) -> Iterator[str]:
    if isinstance(kind, inspect.StructType):
        yield from field_names(kind.cls)
    for each in (*getattr(kind, "types", ()), *filter(None, [getattr(kind, "item_type", None)])):
        yield from _nested_names(each)


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield each identifier, string and comment of a program with its line, whole; docstrings too."""
    for node in ast.walk(ast.parse(source)):
        for name in ("name", "id", "attr", "arg", "asname", "module", "value", "rest"):
            value = getattr(node, name, None)
            if isinstance(value, str):
                yield getattr(node, "lineno", 0), value
        if isinstance(node, ast.Global | ast.Nonlocal):
            yield from ((node.lineno, name) for name in node.names)
    for token in tokenize.generate_tokens(StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
