"""Raw objects as files: all baskets of the data set, with what goes wrong on the way."""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from contracts.scenario import compact
from domain.scenario.baskets import list_baskets

FIRST, DAYS = date(2017, 1, 1), 366
FILES = 16
DUPLICATES, CONFLICTS, BROKEN = 0.01, 0.001, 0.001


def write(directory: Path) -> dict[str, list[Path]]:
    """Write all of it, and a tenth of the files' sales; return the files by name."""
    if not (directory / "written").exists():
        records = list(_mixed([sale.data for sale in list_baskets(FIRST, DAYS)]))
        _write(directory / "all", records)
        _write(directory / "tenth", records[: len(records) // 10])
        (directory / "written").touch()
    return {name: sorted((directory / name).glob("*.gz")) for name in ("tenth", "all")}


def _mixed(sales: Sequence[bytes]) -> Iterator[bytes]:
    """A duplicate, a conflict or a broken record comes after the sale that it is made of."""
    chance = random.Random(1)  # noqa: S311
    for sale in sales:
        yield sale
        drawn = chance.random()
        if drawn < DUPLICATES:
            yield sale
        elif drawn < DUPLICATES + CONFLICTS:
            yield compact({**json.loads(sale), "payment_token": "tok_other"})
        elif drawn < DUPLICATES + CONFLICTS + BROKEN:
            yield sale[: len(sale) // 2]


def _write(directory: Path, records: Sequence[bytes]) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    size = -(-len(records) // FILES)
    for number in range(FILES):
        body = b"".join(record + b"\n" for record in records[number * size : (number + 1) * size])
        (directory / f"{number:02}.gz").write_bytes(gzip.compress(body, 6))
