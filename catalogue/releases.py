"""The contracts as they were released: a file of a folder for each release, which nobody edits."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from catalogue.evolution import IN_WORDS, ContractBroken, Schema, require_compatible
from catalogue.schemas import file_name, schema
from contracts.catalogue_entry import CatalogueEntry

Contracts = Mapping[str, Schema]
"""Schemas by kind and major version, without what they say in words."""


def declared_contracts(entries: Iterable[CatalogueEntry]) -> Contracts:
    """Return the contracts of what travels."""
    return {file_name(each).partition(".")[0]: _without_words(schema(each)) for each in entries}


def read_releases(directory: Path) -> list[Contracts]:
    """Return every release's contracts, the oldest first."""
    return [json.loads(path.read_text()) for path in sorted(directory.glob("*.json"))]


def release(contracts: Contracts, directory: Path) -> Path | None:
    """Write the next release, if there is something to release; raise ContractBroken."""
    before = read_releases(directory)
    require_survived(before, contracts)
    if before and before[-1] == contracts:
        return None
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{len(before) + 1:04}.json"
    path.write_text(json.dumps(contracts, indent=1) + "\n")
    return path


def require_survived(releases: Iterable[Contracts], contracts: Contracts) -> None:
    """Raise ContractBroken unless senders and readers by any of the releases survive what is declared now."""
    for released in releases:
        for name, old in released.items():
            if name not in contracts:
                raise ContractBroken(f"{name}: is gone, but others still send or read it; declare it again")
            require_compatible(name, old, contracts[name])


def _without_words(found: Any) -> Any:  # noqa: ANN401 (JSON)
    """Leave out what is said in words; a field may have the name of such a word."""
    if isinstance(found, list):
        return [_without_words(each) for each in found]
    if not isinstance(found, dict):
        return found
    kept = {}
    for name, value in found.items():
        if name in ("properties", "$defs"):
            kept[name] = {field: _without_words(each) for field, each in value.items()}
        elif name not in IN_WORDS:
            kept[name] = _without_words(value)
    return kept
