"""Tables as the pages in docs/ have them."""

from collections.abc import Iterable

from prices import Price
from review.tables import Cells


def table(head: Cells, rows: Iterable[Cells]) -> str:
    """Return a table in Markdown."""
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, ["---"] * len(head), *rows))


def price_list(used: Iterable[Price]) -> str:
    """List each price with the page that has it and the text in which it was read."""
    rows = [
        [
            f"{each.service}: {each.what}",
            f"${each.dollars:.10f}".rstrip("0").rstrip("."),
            each.unit,
            each.page,
            each.seen_in or "**not verified**",
        ]
        for each in sorted(used, key=lambda price: (price.service, price.what))
    ]
    return table(["Charged for", "Price", "For each", "AWS's page", "Read in"], rows)
