"""A file's rows into a lake."""

from demo.retail.store_files import Landed
from jobs.lake import Lake
from jobs.landing.judging import judged
from jobs.landing.manifest import manifest_of
from jobs.landing.master_data import upsert
from jobs.landing.place import place_of
from tests.jobs.landing.samples import ARRIVED


def write(lake: Lake, given: Landed) -> int:
    """Upsert a file's rows, on the tables as the lake has seen them, and say how many were written."""
    place = place_of(given.key)
    assert place.kind.table
    rows = judged(place, manifest_of(place, given.manifest), given.body, ARRIVED).rows
    return upsert(lake, place.kind.table, place.day, rows)
