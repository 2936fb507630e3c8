"""The day in words: how it went, and how it was closed."""

from collections.abc import Iterator
from datetime import date

from report.comparison import Compared
from report.contents import ReportContents
from report.words import dollars, named, percent

AGREED = (
    "Its control totals agreed: the stream, the delivery, the raw archive, the tables with quarantine, and "
    "the consumers' ledgers. Had they not, the day would still be open."
)


def lead_sentence(shown: ReportContents) -> str:
    """Say in a sentence how the day went."""
    figures = shown.chain.compared.now
    if shown.closing is None:
        return f"{named(shown.curated.sales, 'sale')} came in so far; the close says what the day adds up to."
    if not figures.sales:
        return "Nothing was sold."
    sold = f"{named(figures.sales, 'receipt')} in {named(shown.closing.stores, 'store')}"
    held = " and ".join(_held_against(shown.chain.compared, shown.day))
    return f"{sold} came to {dollars(figures.total_cents)}{': ' if held else ''}{held}."


def close_sentence(shown: ReportContents) -> str:
    """Say how the day was closed."""
    closing = shown.closing
    if closing is None:
        return "Not closed yet."
    if closing.version == 1:
        return f"Closed. {AGREED}{_since(shown)}"
    restated = named(closing.restated_stores, "store")
    return f"Closed again as version {closing.version}, which restated {restated}. {AGREED}{_since(shown)}"


def parked_sentences(shown: ReportContents) -> Iterator[str]:
    """Say of each store that the close leaves out why, and what the figures have of it."""
    stated = {each.store_id for each in shown.stores}
    for each in shown.parked:
        figures = "stand as last closed" if each.store_id in stated else "are in no closed figure"
        name = shown.names.get(each.store_id, f"Store {each.store_id}")
        yield (
            f"{name} is parked by {each.by}: {each.reason}. Its sales {figures}; by hour, department and "
            "product they are counted all the same. The close takes them again once they are released."
        )


def _since(shown: ReportContents) -> str:
    if not shown.late.sales:
        return ""
    came = named(shown.late.sales, "sale")
    return f" Since then {came} came in, counted by hour, department and product; the next close restates."


def _held_against(compared: Compared, day: date) -> list[str]:
    """Return by how much more or less was sold than before, where that is known."""
    cents = compared.now.total_cents
    earlier = (("the day before", compared.day_before), (f"the {day:%A} before", compared.week_before))
    known = [(when, figures.total_cents) for when, figures in earlier if figures and figures.total_cents > 0]
    return [f"{_more_or_less(cents, before)} than {when}" for when, before in known]


def _more_or_less(now: int, before: int) -> str:
    return f"{percent(abs(now - before), before)} {'more' if now >= before else 'less'}"
