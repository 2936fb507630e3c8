"""The real sales by another way than the lake's: pandas, straight from the data set's files."""

from datetime import date
from functools import cache

import pandas as pd

from tests.domain.lake.sample import DATA, FIRST, LAST

CENTS = {
    "sales_value": "total",
    "retail_disc": "retail",
    "coupon_disc": "coupon",
    "coupon_match_disc": "match",
}


@cache
def everything() -> pd.DataFrame:
    """The lines of the sample's days with their product; unknown products have no department."""
    lines = pd.read_parquet(str(DATA / "transactions.parquet"))
    lines["day"] = lines["transaction_timestamp"].dt.date
    lines = lines[(lines["day"] >= FIRST) & (lines["day"] <= LAST)].copy()
    lines["hour"] = lines["transaction_timestamp"].dt.hour
    for dollars, cents in CENTS.items():
        lines[cents] = (lines[dollars] * 100).round().astype("int64")
    lines["net"] = lines["total"] - lines["coupon"]
    return lines.merge(products(), on="product_id", how="left")


def products() -> pd.DataFrame:
    """The products that are known."""
    return pd.read_parquet(str(DATA / "products.parquet")).dropna(subset=["department"])


def between(first: str, last: str) -> pd.DataFrame:
    """The lines of some days."""
    lines = everything()
    return lines[(lines["day"] >= date.fromisoformat(first)) & (lines["day"] <= date.fromisoformat(last))]
