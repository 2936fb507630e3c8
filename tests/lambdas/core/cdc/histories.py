"""Histories of a table by chance: longer ones than a search makes."""

from random import Random
from typing import Any

from tests.lambdas.core.cdc.source import Step

WEIGHTS = {
    "insert": 25,
    "update": 35,
    "update_large": 10,
    "delete": 15,
    "move": 5,
    "move_large": 2,
    "add_column": 1,
    "drop_column": 1,
    "rename_column": 1,
    "stop": 1,
    "resume": 2,
    "reload": 2,
}
KEYS = 12


def history(chance: Random, length: int) -> list[Step]:
    """A history of so many steps."""
    names = chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=length)
    return [(name, *_values(chance, name)) for name in names]


def _values(chance: Random, name: str) -> tuple[Any, ...]:
    key, other = chance.randrange(KEYS), chance.randrange(KEYS)
    match name.removesuffix("_large"):
        case "insert" | "update":
            return key, chance.randrange(100)
        case "delete":
            return (key,)
        case "move":
            return key, other
        case "add_column" | "drop_column":
            return (chance.choice("abc"),)
        case "rename_column":
            return chance.choice("abc"), chance.choice("abc")
        case "resume" | "reload":
            return (chance.randrange(6),)
    return ()
