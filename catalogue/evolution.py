"""How the contract of what travels may change within a major version: it grows by optional fields.

Whoever sends by an older release must be accepted, and whoever reads by one must understand what is sent now.
So what was said of a field stays as it was: wider bounds are refused by an older reader, narrower ones refuse
an older sender.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

IN_WORDS = frozenset({"$schema", "title", "description", "$defs"})
IN_PARTS = frozenset({"properties", "required", "items", "prefixItems", "anyOf", "$ref"})
REMEDY = "add an optional field beside it, or a new major version"


class ContractBroken(ValueError):
    """A change that an older sender or reader does not survive: field, rule, and what to do instead."""


def require_compatible(name: str, old: Schema, new: Schema) -> None:
    """Raise ContractBroken for the first thing that an older sender or reader would not survive."""
    for fault in _Comparison(old, new).breaks(name, old, new):
        raise ContractBroken(fault)


class _Comparison:
    """Two schemas with their parts; each pair of parts is compared once."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self._old, self._new = old.get("$defs", {}), new.get("$defs", {})
        self._seen: set[tuple[str, str]] = set()

    def breaks(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        if "$ref" in old and "$ref" in new:
            yield from self._part(where, old["$ref"], new["$ref"])
            return
        for rule in sorted((old.keys() | new.keys()) - IN_WORDS - IN_PARTS):
            if old.get(rule) != new.get(rule):
                yield f"{where}: {_change(rule, old, new)}; {REMEDY}"
        yield from self._fields(where, old, new)
        for kind in ("items", "$ref"):
            if (kind in old) != (kind in new):
                yield f"{where}: has another shape; {REMEDY}"
        if "items" in old and "items" in new:
            yield from self.breaks(f"{where}[]", old["items"], new["items"])
        yield from self._choices(where, old, new)

    def _part(self, where: str, old: str, new: str) -> Iterator[str]:
        pair = old.rpartition("/")[2], new.rpartition("/")[2]
        if pair not in self._seen:
            self._seen.add(pair)
            yield from self.breaks(where, self._old[pair[0]], self._new[pair[1]])

    def _fields(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        before, now = old.get("properties", {}), new.get("properties", {})
        had, has = set(old.get("required", ())), set(new.get("required", ()))
        for name, field in before.items():
            at = f"{where}.{name}"
            if name not in now:
                yield f"{at}: is gone, but older senders give it and older readers ask for it; keep it"
                continue
            if (name in had) != (name in has):
                yield f"{at}: must stay {'required' if name in had else 'optional'}; {REMEDY}"
            yield from self.breaks(at, field, now[name])
        for name in sorted(has - before.keys()):
            yield f"{where}.{name}: is new and required, but older senders lack it; make it optional"

    def _choices(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        for kind in ("anyOf", "prefixItems"):
            before: Sequence[Schema] = old.get(kind, ())
            now: Sequence[Schema] = new.get(kind, ())
            if len(before) != len(now):
                yield f"{where}: is one of {len(now)} shapes and was one of {len(before)}; {REMEDY}"
                return
            for one, other in zip(before, now, strict=True):
                yield from self.breaks(where, one, other)


def _change(rule: str, old: Schema, new: Schema) -> str:
    if rule not in old:
        return f"has a new rule, {rule} {new[rule]}"
    if rule not in new:
        return f"no longer has the rule {rule} {old[rule]}"
    return f"{rule} is {new[rule]} and was {old[rule]}"
