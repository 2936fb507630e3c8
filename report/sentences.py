"""The period in words: how it went, and how it was closed."""

from collections.abc import Iterator

from report.contents import ReportContents, name_store
from report.words import dollars, named, percent, short_day

AGREED = (
    "Its control totals agreed: the stream, the delivery, the raw archive, the tables with quarantine, and "
    "the consumers' ledgers. Had they not, the day would still be open."
)


def lead_sentence(shown: ReportContents) -> str:
    """Say in a sentence how it went."""
    figures = shown.compared.now
    if not shown.closed:
        return f"{named(shown.curated.sales, 'sale')} came in so far; the close says what the day adds up to."
    if not figures.sales:
        return "Nothing was sold."
    where = "" if shown.store else f" in {named(len(shown.stores), 'store')}"
    held = " and ".join(_held_against(shown))
    sold = f"{named(figures.sales, 'receipt')}{where} came to {dollars(figures.total_cents)}"
    return f"{sold}{': ' if held else ''}{held}."


def close_sentence(shown: ReportContents) -> str:
    """Say how the day was closed, or the week's days."""
    if not shown.closed:
        return "Not closed yet."
    return f"{_days_closed(shown) if shown.period.is_week else _day_closed(shown)}{_since(shown)}"


def _day_closed(shown: ReportContents) -> str:
    [closing] = shown.closed
    if closing.version == 1:
        return f"Closed. {AGREED}"
    restated = named(closing.restated_stores, "store")
    return f"Closed again as version {closing.version}, which restated {restated}. {AGREED}"


def _days_closed(shown: ReportContents) -> str:
    days, closed = shown.period.length.days, len(shown.closed)
    again = sum(closing.version > 1 for closing in shown.closed)
    also = f", {named(again, 'day')} of them again since sales came late" if again else ""
    if closed < days:
        return f"{closed} of {days} days are closed{also}: the sums are theirs."
    return f"All {days} days are closed{also}. The control totals of each agreed."


def parked_sentences(shown: ReportContents) -> Iterator[str]:
    """Say of each store that the close leaves out why, and what the figures have of it."""
    for one in shown.parked:
        stated = (one.store_id, one.business_day) in shown.stated
        figures = "stand as last closed" if stated else "are in no closed figure"
        name = name_store(one.store_id, shown.names)
        yield (
            f"{name} is parked on {short_day(one.business_day)} by {one.by}: {one.reason}. "
            f"Its sales of that day {figures}; by hour, department and product they are counted all the "
            "same. Once they are released, the next close states them."
        )


def _since(shown: ReportContents) -> str:
    if not shown.late.sales:
        return ""
    came = named(shown.late.sales, "sale")
    return f" Since then {came} came in, counted by hour, department and product; the next close restates."


def _held_against(shown: ReportContents) -> list[str]:
    """Return by how much more or less was sold than before, where that is known."""
    cents, compared = shown.compared.now.total_cents, shown.compared
    week = "the week before" if shown.period.is_week else f"the {shown.period.last:%A} before"
    earlier = (("the day before", compared.day_before), (week, compared.week_before))
    known = [(when, figures.total_cents) for when, figures in earlier if figures and figures.total_cents > 0]
    return [f"{_more_or_less(cents, before)} than {when}" for when, before in known]


def _more_or_less(now: int, before: int) -> str:
    return f"{percent(abs(now - before), before)} {'more' if now >= before else 'less'}"
