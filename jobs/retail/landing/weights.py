"""From a row's quantity, unit and weights to what its line sold."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.weights import GRAMS_A, weigh
from jobs.retail.landing.cells import BadCell
from jobs.retail.landing.faults import Fault

IN_GRAMS = {"weight_kg": GRAMS_A["kg"], "weight_grams": GRAMS_A["g"]}


def weighed(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row's values with whole units and whole grams; raise BadCell for a weight without unit."""
    if "quantity" not in values:
        return values
    try:
        sold = weigh(values["quantity"], values.get("unit"), _grams(values))
    except ValueError:
        raise BadCell(Fault.WEIGHT) from None
    return {**values, "quantity": sold.quantity, "weight_grams": sold.weight_grams}


def _grams(values: Mapping[str, Any]) -> Decimal | None:
    """Of several columns of weights the first that is filled in counts."""
    in_grams = {"weight": GRAMS_A.get(str(values.get("unit")), GRAMS_A["kg"]), **IN_GRAMS}
    filled = (name for name in in_grams if values.get(name) is not None)
    return next((values[name] * in_grams[name] for name in filled), None)
