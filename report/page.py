"""The pages of a day and of the week that ends with it: files without network and script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from pages.layout import render
from report.answers import Answers, answers, each_store, ranked
from report.attention import notices
from report.contents import contents
from report.period import Period
from report.questions import Query
from report.replenishment import StockStatus
from report.rows import ParkedStore
from report.sentences import close_sentence, lead_sentence, parked_sentences
from report.words import (
    added,
    axis,
    count,
    dollars,
    gained,
    long_day,
    long_days,
    named,
    percent,
    short_day,
)

SAID = (added, axis, count, dollars, gained, long_day, long_days, named, percent, short_day)
DAY_PAGE, WEEK_PAGE = "report.html", "week.html"


@dataclass(frozen=True)
class Links:
    """The ways from a page to others, as they lie beside it: a store's page lies two folders down."""

    whole: str
    other: str
    stores: str = ""


def render_pages(
    query: Query,
    stock: StockStatus | None,
    day: date,
    origin: Sequence[str] = (),
    parked: Sequence[ParkedStore] = (),
) -> dict[str, str]:
    """Return the pages of day and week by their files' names: of all stores, and of each that sold.

    `stock` is None where nobody follows the shelves; `origin` says in sentences where the data is from, and
    what of it is synthetic; `parked` are stores' days that the close leaves out.
    """
    found: dict[str, str] = {}
    week, last = (answers(query, each, parked) for each in (Period.of_week(day), Period.of_day(day)))
    sold = ranked(week.on(week.period))
    for whole, name, other in ((last, DAY_PAGE, WEEK_PAGE), (week, WEEK_PAGE, DAY_PAGE)):
        found[name] = _render(whole, stock, origin, Links("", other, f"{_folder(whole.period)}/"))
        found |= dict(_store_pages(whole, sold, stock, origin))
    return found


def page(query: Query, stock: StockStatus | None, period: Period, origin: Sequence[str] = ()) -> str:
    """Return the page of all stores alone, with links to none."""
    return _render(answers(query, period), stock, origin, Links("", ""))


def store_file(store_id: str, period: Period) -> str:
    """Return the name of a store's page, beside that of all stores."""
    return f"{_folder(period)}/{quote(store_id, safe='')}.html"


def _store_pages(
    whole: Answers, store_ids: Sequence[str], stock: StockStatus | None, origin: Sequence[str]
) -> Iterator[tuple[str, str]]:
    name = WEEK_PAGE if whole.period.is_week else DAY_PAGE
    other = "day" if whole.period.is_week else "week"
    parts = stock.by_store() if stock else {}
    for found in each_store(whole, store_ids):
        links = Links(f"../../{name}", f"../{other}/{_link(found.store_id)}")
        own = parts.get(found.store_id, StockStatus(rule=stock.rule)) if stock else None
        yield store_file(found.store_id, whole.period), _render(found, own, origin, links)


def _folder(period: Period) -> str:
    return f"stores/{'week' if period.is_week else 'day'}"


def _render(found: Answers, stock: StockStatus | None, origin: Sequence[str], links: Links) -> str:
    shown = contents(found, stock, origin)
    said = {
        "lead": lead_sentence(shown),
        "closed": close_sentence(shown),
        "parked": list(parked_sentences(shown)),
        "notices": list(notices(shown)),
    }
    filters = {word.__name__: word for word in SAID} | {"file": _link}
    return render("report", filters, shown=shown, links=links, **said)


def _link(store_id: str) -> str:
    """Return the link to a store's file: its name is quoted, and so is the link."""
    return quote(f"{quote(store_id, safe='')}.html")
