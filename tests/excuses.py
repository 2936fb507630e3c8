"""A domain with another field that is known to be harmless."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from domain import EVENT


@contextmanager
def excusing(name: str) -> Iterator[None]:
    """Deploy a domain that declares a field as harmless, until the test is over."""
    before = EVENT.excused
    object.__setattr__(EVENT, "excused", replace(before, harmless=frozenset({name})))
    try:
        yield
    finally:
        object.__setattr__(EVENT, "excused", before)
