"""The end-of-day page: one file, no network, no script."""

from collections.abc import Sequence
from datetime import date

from pages.layout import render
from report.answers import answers
from report.attention import notices
from report.contents import Stock, contents
from report.questions import Query
from report.rows import ParkedStore
from report.sentences import close_sentence, lead_sentence, parked_sentences
from report.words import added, axis, count, dollars, gained, long_day, named, percent, short_day

SAID = (added, axis, count, dollars, gained, long_day, named, percent, short_day)


def page(
    query: Query,
    stock: Stock | None,
    day: date,
    origin: Sequence[str] = (),
    parked: Sequence[ParkedStore] = (),
) -> str:
    """Return the page of a day as HTML.

    `stock` is units on hand by sku by store, None if nobody knows; `origin` says in sentences where the
    data is from, and what of it is synthetic; `parked` are the stores that the day's close leaves out.
    """
    shown = contents(answers(query, day), stock, origin, parked)
    said = {
        "lead": lead_sentence(shown),
        "closed": close_sentence(shown),
        "parked": list(parked_sentences(shown)),
        "notices": list(notices(shown)),
    }
    return render("report", {word.__name__: word for word in SAID}, shown=shown, **said)
