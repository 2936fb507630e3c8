"""Products, as people would name them."""

from dataclasses import dataclass

from report.words import SPACE


@dataclass(frozen=True, kw_only=True)
class Product:
    """What a product is; nothing but its sku if the table of products lacks it."""

    sku: str
    department: str | None
    category: str | None
    type: str | None
    package_size: str | None

    @property
    def title(self) -> str:
        """Return what people would call it."""
        return self.type or self.category or self.department or "Not in the table of products"

    @property
    def details(self) -> str:
        """Return what tells it from others."""
        said = dict.fromkeys(filter(None, (self.category or self.department, self.package_size)))
        return f"{SPACE}· ".join([*(text for text in said if text != self.title), self.sku])


@dataclass(frozen=True, kw_only=True)
class SoldProduct(Product):
    """What a product sold, in a store or in all."""

    units: int
    total_cents: int
    store_id: str = ""
