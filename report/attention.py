"""What a manager should look at, in the order of urgency."""

from collections.abc import Iterator
from dataclasses import dataclass

from report.contents import ReportContents
from report.words import dollars, gained, named, short_day


@dataclass(frozen=True)
class Notice:
    """A sentence, and the section that tells more."""

    text: str
    section: str


def notices(shown: ReportContents) -> Iterator[Notice]:
    """Yield what is not as it should be."""
    for text, section in (
        (_parked(shown), "closed"),
        (_late(shown), "closed"),
        (_quarantined(shown), "quarantine"),
        (_restated(shown), "restated"),
        (_held(shown), "stock"),
        (_low(shown), "stock"),
        (_silent(shown), "stores"),
        (_unknown(shown), "departments"),
    ):
        if text:
            yield Notice(text, section)


def _parked(shown: ReportContents) -> str:
    stores = len({one.store_id for one in shown.parked})
    return f"{named(stores, 'store')} parked, whose sales the close leaves out" if stores else ""


def _late(shown: ReportContents) -> str:
    late = shown.late
    if not late.sales:
        return ""
    return f"{named(late.sales, 'sale')} came after the close ({gained(late.total_cents)})"


def _quarantined(shown: ReportContents) -> str:
    records = sum(one.records for one in shown.refused)
    if not records:
        return ""
    known = shown.refused_cents
    amount = "amounts unknown" if known is None else f"{dollars(known)} as far as it can be read"
    return f"{named(records, 'record')} in quarantine ({amount})"


def _restated(shown: ReportContents) -> str:
    days = sorted({one.business_day for one in shown.restated})
    return f"Late sales restated {', '.join(map(short_day, days))}" if days else ""


def _held(shown: ReportContents) -> str:
    held = shown.stock.held if shown.stock else ()
    return f"{named(len(held), 'order')} over the limit, to be released or dropped" if held else ""


def _low(shown: ReportContents) -> str:
    low = [one for one in shown.stock.low if one.order is None] if shown.stock else ()
    return f"{named(len(low), 'product')} low and not ordered" if low else ""


def _silent(shown: ReportContents) -> str:
    if not shown.silent:
        return ""
    return f"{named(len(shown.silent), 'store')} that sold the day before and a week before sold nothing"


def _unknown(shown: ReportContents) -> str:
    lines = shown.compared.now.unknown_lines
    return f"{named(lines, 'line')} of products that the table of products lacks" if lines else ""
