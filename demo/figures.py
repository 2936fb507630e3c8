"""The figures of a result that build/demo.json holds."""

from collections import Counter

from demo.message import Kind
from demo.result import Result


def figures_of(result: Result) -> dict[str, object]:
    """A result as JSON; a sale is a distinct sale id, everything else counts messages."""
    return {
        "ok": result.ok,
        **_sent(result),
        **_applied(result),
        **_archived(result),
        **_adapters(result),
        **result.night.figures(),
        **(result.encore.figures() if result.encore else {}),
        **(result.decided.figures() if result.decided else {}),
        **(result.recovered.figures() if result.recovered else {}),
        **(result.backfill.figures() if result.backfill else {}),
        **(result.replicated.figures() if result.replicated else {}),
        **(result.warehouse.figures() if result.warehouse else {}),
        **(result.access.figures() if result.access else {}),
        **_times(result),
        "wrong": result.wrong,
    }


def _sent(result: Result) -> dict[str, object]:
    kinds = Counter(message.kind for message in result.sent)
    return {
        "sales_sent": len(result.sent),
        "sales_unique": len(result.expectation.sales),
        "duplicates_sent": result.expectation.kinds[Kind.DUPLICATE],
        "broken_sent": kinds[Kind.BROKEN],
        "conflicts_sent": result.expectation.kinds[Kind.CONFLICT],
        "crashes": len(result.crashes),
        "accepted": len(result.accepted),
    }


def _applied(result: Result) -> dict[str, object]:
    return {
        "applied": len(result.applied),
        "quarantined": len(result.refused),
        "in_failure_archive": len(result.archived),
        "lost": len(result.wrong.get("lost", ())),
        "applied_twice": len(result.wrong.get("applied twice", ())),
        "stock_items": result.stock.accounts,
        "stock_mismatches": len(result.stock.mismatches),
        "points_accounts": result.points.accounts,
        "points_mismatches": len(result.points.mismatches),
    }


def _archived(result: Result) -> dict[str, object]:
    return {
        "raw_records": result.raw.total(),
        "raw_written_twice": result.written_twice,
        "raw_missing": len(result.raw_missing),
        "fold_differences": len(result.fold_differences),
    }


def _adapters(result: Result) -> dict[str, object]:
    """Of what came by adapters, each sale once."""
    if result.adapters is None:
        return {}
    twice, lost = result.adapter_faults
    return {
        "adapter_sales": len(set(result.adapters.sale_ids)),
        "adapter_sales_twice": len(twice),
        "adapter_sales_lost": len(lost),
    }


def _times(result: Result) -> dict[str, object]:
    return {
        "deploy_seconds": round(result.deploy_seconds, 2),
        "play_seconds": round(result.play_seconds, 2),
        "sales_per_second": round(len(result.accepted) / result.play_seconds, 1),
        "seconds": {step: round(seconds, 2) for step, seconds in result.seconds.items()},
    }
