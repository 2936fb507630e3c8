"""Which arrivals are meant: from when to when, and of which store."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sluice.asked import Unclear

FORMS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H", "%Y-%m-%dT%H:%M:%S")
SHOWN = "%Y-%m-%dT%H:%M"
# A replay's id names its execution, which takes 80 characters and few others than these:
# https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,32}")


class Backwards(Unclear):
    """A window that ends before it begins."""


class NotYet(Unclear):
    """A window that isn't over."""


@dataclass(frozen=True)
class Window:
    """Arrivals in the raw archive from `start` to before `end`, in UTC; of one store, or of all."""

    start: datetime
    end: datetime
    store: str | None = None

    @property
    def name(self) -> str:
        """What the ids of its replays begin with."""
        store = f"-{_plain(self.store)}" if self.store else ""
        return f"{_compact(self.start)}-{_compact(self.end)}{store}"

    def __str__(self) -> str:
        of = f", store {self.store}" if self.store else ""
        return f"{self.start:{SHOWN}} to {self.end:{SHOWN}} UTC{of}"


def asked(start: str, end: str, store: str | None, *, now: datetime) -> Window:
    """Read a window as somebody writes it; raises Unclear, Backwards or NotYet."""
    window = Window(_read("--from", start), _read("--to", end), store)
    if window.start >= window.end:
        raise Backwards(f"--to is {end}: it must come after --from, it is the first minute that is left out")
    if window.end > now:
        raise NotYet(f"--to is {end}: that hasn't come, it is {now:{SHOWN}} UTC")
    return window


def _read(option: str, text: str) -> datetime:
    for form in FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise Unclear(
        f"{option} is {text}: write an hour or a minute of UTC as 2017-12-22T17 or 2017-12-22T17:30"
    )


def _compact(time: datetime) -> str:
    return time.strftime("%Y%m%dT%H%M%S" if time.second else "%Y%m%dT%H%M")


def _plain(store: str) -> str:
    return store if PLAIN.fullmatch(store) else sha256(store.encode()).hexdigest()[:8]
