"""Files in rounds: one of each sender, so that the sales of many stores share the producer's requests."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from jobs.retail.landing.manifest import Announcement


def rounds(announcements: Sequence[Announcement]) -> Iterator[list[Announcement]]:
    """Yield those of a folder one after another, in their order; one empty round if there are none."""
    folders: dict[str, list[Announcement]] = {}
    for each in announcements:
        folders.setdefault(each.file.rpartition("/")[0], []).append(each)
    for abreast in zip_longest(*folders.values()) if folders else [()]:
        yield [each for each in abreast if each]
