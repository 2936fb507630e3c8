"""The decision on a sale by its findings."""

from collections.abc import Sequence

from domain.bus_events import Decision, Finding, FraudSuspected
from domain.sale import Sale
from lambdas.fraud.thresholds import Thresholds

CERTAIN = 100


def decide(sale: Sale, found: Sequence[Finding], limits: Thresholds) -> FraudSuspected | None:
    """Add the weights up; return nothing below the score for a review."""
    score = min(CERTAIN, sum(finding.weight for finding in found))
    if not found or score < limits.review_score:
        return None
    return FraudSuspected(
        sale_id=sale.sale_id,
        store_id=sale.store_id,
        occurred_at=sale.occurred_at,
        net_cents=sale.net_cents,
        score=score,
        decision=Decision.ACT if score >= limits.act_score else Decision.REVIEW,
        findings=tuple(found),
    )
