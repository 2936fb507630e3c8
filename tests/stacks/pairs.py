"""A few environments in which each pair of capabilities is there, is missing, and is there by halves."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from stacks.capability import Capability

Presence = tuple[bool, ...]
Pair = tuple[tuple[int, bool], tuple[int, bool]]


def covering(capabilities: Sequence[Capability]) -> list[Sequence[Capability]]:
    """Return environments that show every pair of presences that can be: greedy, and always the same.

    What needs another one is never there without it.
    """
    possible = [
        each for each in product((True, False), repeat=len(capabilities)) if _stands(each, capabilities)
    ]
    left = {pair for each in possible for pair in _pairs(each)}
    chosen = []
    while left:
        best = max(possible, key=lambda each: len(left & set(_pairs(each))))
        left -= set(_pairs(best))
        chosen.append(_there(best, capabilities))
    return chosen


def with_needs(capability: Capability, among: Sequence[Capability]) -> list[Capability]:
    """Return a capability alone, on what it needs."""
    needed = [each for each in among if isinstance(each, capability.needs)]
    under = [one for each in needed for one in with_needs(each, among)]
    kept = {each.name for each in (*under, capability)}
    return [each for each in among if each.name in kept]


def without(capability: Capability, among: Sequence[Capability]) -> list[Capability]:
    """Return all but a capability, and what needs it."""
    return [each for each in among if capability not in with_needs(each, among)]


def _stands(presence: Presence, capabilities: Sequence[Capability]) -> bool:
    there = _there(presence, capabilities)
    return all(any(isinstance(one, need) for one in there) for each in there for need in each.needs)


def _there(presence: Presence, capabilities: Sequence[Capability]) -> Sequence[Capability]:
    return [each for each, is_there in zip(capabilities, presence, strict=True) if is_there]


def _pairs(presence: Presence) -> Iterator[Pair]:
    yield from combinations(enumerate(presence), 2)
