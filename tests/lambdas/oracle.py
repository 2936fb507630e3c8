"""What a stream of payloads must come to, folded straight from the JSON without the code under test."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

Effects = dict[str, dict[str, Any]]


def accepted(payloads: Iterable[bytes]) -> dict[str, dict[str, Any]]:
    """The sales that count, by id: of payloads under one id the first."""
    sales: dict[str, dict[str, Any]] = {}
    for payload in payloads:
        try:
            sale = json.loads(payload)
            sales.setdefault(sale["sale_id"], sale)
        except (ValueError, KeyError, TypeError):
            continue
    return sales


def stock(sales: Iterable[dict[str, Any]]) -> Counter[str]:
    """Units by sku after these sales."""
    units: Counter[str] = Counter()
    for sale in sales:
        for line in sale["lines"]:
            units[line["sku"]] -= line["quantity"]
    return units
