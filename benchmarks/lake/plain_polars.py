"""What a Polars user would write: its own JSON decoder, and expressions. It checks types, no more."""

import gzip
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from benchmarks.lake.outcome import TransformOutcome

OFF = pl.Struct({"retail": pl.Int64, "coupon": pl.Int64, "coupon_match": pl.Int64})
LINE = pl.Struct({"sku": pl.String, "quantity": pl.Int64, "total_cents": pl.Int64, "discounts": OFF})
SALE = pl.Struct(
    {
        "sale_id": pl.String,
        "store_id": pl.String,
        "register_id": pl.String,
        "occurred_at": pl.String,
        "payment_token": pl.String,
        "loyalty_id": pl.String,
        "lines": pl.List(LINE),
    }
)
STORE_DAY = ["store_id", "business_day"]


def run(files: Sequence[Path], directory: Path) -> TransformOutcome:
    """Curate and report."""
    records = pl.DataFrame({"line": [line for file in files for line in _lines(file)]})
    # Its decoder takes no broken record among others: what doesn't end as an object does is left out first.
    whole = records.filter(pl.col("line").str.ends_with("]}"))
    decoded = whole.with_columns(
        pl.col("line").str.json_decode(SALE).alias("sale"), pl.col("line").hash().alias("digest")
    )
    ranked = (
        decoded.drop("line")
        .unnest("sale")
        .with_columns(
            pl.col("sale_id").str.split("/").list.get(1).str.to_date().alias("business_day"),
            pl.col("occurred_at").str.to_datetime(time_zone="UTC"),
        )
    )
    sales = ranked.unique("sale_id", keep="first", maintain_order=True)
    lines = (
        sales.select("sale_id", "digest", *STORE_DAY, "lines")
        .explode("lines")
        .unnest("lines")
        .unnest("discounts")
    )
    conflicts = ranked.join(sales.select("sale_id", first="digest"), on="sale_id").filter(
        pl.col("digest") != pl.col("first")
    )
    report = _report(lines)
    for name, table in (("sales", sales), ("sale_lines", lines), ("refused", conflicts), ("report", report)):
        table.write_parquet(directory / f"{name}.parquet")
    refused = records.height - whole.height + conflicts.height
    return TransformOutcome(
        sales.height, lines.height, refused, report.height, int(report["net_cents"].sum())
    )


def _report(lines: pl.DataFrame) -> pl.DataFrame:
    products = lines.group_by(*STORE_DAY, "sku").agg(pl.col("total_cents").sum())
    best = products.sort(["total_cents", "sku"], descending=[True, False])
    top = best.group_by(STORE_DAY, maintain_order=True).agg(pl.col("sku").head(5).alias("top"))
    return (
        lines.group_by(STORE_DAY)
        .agg(
            pl.col("sale_id").n_unique().alias("sales"),
            pl.len().alias("lines"),
            pl.col("quantity", "total_cents", "retail", "coupon", "coupon_match").sum(),
            (pl.col("total_cents") - pl.col("coupon").fill_null(0)).sum().alias("net_cents"),
            (pl.col("quantity") < 0).sum().alias("return_lines"),
        )
        .join(top, on=STORE_DAY)
    )


def _lines(file: Path) -> list[str]:
    return gzip.decompress(file.read_bytes()).decode().splitlines()
