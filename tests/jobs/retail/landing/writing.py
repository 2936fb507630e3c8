"""A file's rows into a lake."""

from demo.retail.store_files import Landed
from jobs.lake import Lake
from jobs.retail.landing.file_check import check_file
from jobs.retail.landing.manifest import manifest_of
from jobs.retail.landing.master_data import upsert
from jobs.retail.landing.place import place_of
from tests.jobs.retail.landing.samples import ARRIVED
from tests.lambdas.sales import BOUNDS


def write(lake: Lake, given: Landed) -> int:
    """Upsert a file's rows, on the tables as the lake has seen them, and say how many were written."""
    place = place_of(given.key)
    assert place.kind.table
    rows = check_file(place, manifest_of(place, given.manifest), given.body, ARRIVED, BOUNDS.oldest_day).rows
    return upsert(lake, place.kind.table, place.day, rows)
