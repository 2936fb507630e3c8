"""Products: of what the head office's files and the database say, the newest statement counts."""

from collections.abc import Iterable

from domain.lake.tables import PRODUCTS
from jobs.lake import Lake
from jobs.retail.steps import STEPS
from lake.schema import Type


def settle_products(lake: Lake, skus: Iterable[str]) -> int:
    """Write the products of which something was said anew; return how many that changed."""
    spoken = [{"sku": sku} for sku in sorted(set(skus))]
    if not spoken:
        return 0
    lake.table("spoken_products", spoken, {"sku": Type.STRING})
    return _settle(lake)


def settle_landed_products(lake: Lake) -> int:
    """Write the products that the view `landed` names; return how many that changed."""
    lake.view("spoken_products", "SELECT DISTINCT sku FROM landed")
    return _settle(lake)


def disagreeing_products(lake: Lake) -> list[dict[str, object]]:
    """Return the products of which both say something, and not the same."""
    return lake.rows(STEPS.query("disagreeing_products"))


def _settle(lake: Lake) -> int:
    STEPS.make(lake, ["settled_products"])
    return lake.upsert(PRODUCTS, "settled_products")
