"""A number of AWS's, and where and when it was read."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Page:
    """A page of AWS's documentation, and the day on which a stored copy of it was last read."""

    service: str
    url: str
    read: date


@dataclass(frozen=True, kw_only=True)
class Quota:
    """The most that AWS gives in every region before it is asked for more, and the page that says so.

    `adjustable` is what AWS raises when asked, or a setting does; `verified` is that a newer copy of the
    page says the number too.
    """

    limit: int
    unit: str
    page: Page
    adjustable: bool = False
    verified: bool = True

    @property
    def source(self) -> str:
        """Return the address of the page."""
        return self.page.url

    def __str__(self) -> str:
        return f"{self.limit:,} {self.unit} ({self.source})"


@dataclass(frozen=True, kw_only=True)
class Latency:
    """How long something takes, in the page's own figures; `verified` as of a quota."""

    what: str
    takes: str
    page: Page
    verified: bool = True
