"""What can be read of a record whatever is wrong with it."""

from dataclasses import dataclass
from typing import Any

import msgspec

from lambdas.contracts import UNREADABLE
from sluice.failures.lineage import root
from sluice.failures.occurrence import Occurrence


@dataclass(frozen=True, slots=True)
class Told:
    """Whose record it is, and of which record it is the repair; None for what can't be read."""

    sale_id: str | None = None
    store_id: str | None = None
    repaired_from: str | None = None


def told(occurrence: Occurrence) -> Told:
    """Read a sale, a claim check, an event of the bus, or a row of a ledger."""
    try:
        whole = msgspec.json.decode(occurrence.data)
    except UNREADABLE:
        return Told()
    if not isinstance(whole, dict):
        return Told()
    if isinstance(image := whole.get("NewImage"), dict):
        return _of_row(image)
    about = whole | detail if isinstance(detail := whole.get("detail"), dict) else whole
    return Told(_text(about, "sale_id"), _text(about, "store_id"), root(whole))


def _of_row(image: dict[str, Any]) -> Told:
    store_id, entry = (_text(image.get(name), "S") for name in ("store_id", "entry"))
    return Told(f"{store_id}/{entry}" if store_id and entry else None, store_id)


def _text(fields: object, name: str) -> str | None:
    found = fields.get(name) if isinstance(fields, dict) else None
    return found if isinstance(found, str) and found else None
