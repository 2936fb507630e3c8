"""Grants that no run on this machine needs, each with the reason why it is there all the same."""

import re
from dataclasses import dataclass

from twin.permissions.policies import Grant


@dataclass(frozen=True, slots=True)
class Excuse:
    """Excuses grants by the place that declares them and their action, both patterns."""

    place: str
    action: str
    reason: str


EXCUSES: tuple[Excuse, ...] = ()


def excuse_of(grant: Grant) -> Excuse | None:
    """Return the excuse of a grant, if it has one."""
    return next((each for each in EXCUSES if _excuses(each, grant)), None)


def _excuses(excuse: Excuse, grant: Grant) -> bool:
    return bool(re.search(excuse.place, grant.place) and re.fullmatch(excuse.action, grant.action))
