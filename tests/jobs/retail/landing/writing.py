"""A file's rows into a lake."""

from demo.retail.store_files import Landed
from jobs.lake import Lake
from jobs.retail.landing.intake import upsert
from jobs.retail.landing.place import place_of
from tests.jobs.retail.landing.samples import judged


def write(lake: Lake, given: Landed) -> int:
    """Upsert a file's rows, on the tables as the lake has seen them, and say how many were written."""
    place = place_of(given.key)
    assert place.kind.table
    with judged(given) as contents:
        return upsert(lake, place.kind.table, place.day, contents.rows())
