"""The signs of a suspicious sale: a row each, which finds its evidence or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.bus_events import Decision, Finding, FraudSuspected
from domain.sale import Sale
from lambdas.fraud.account import Account, PastSale
from lambdas.fraud.thresholds import Thresholds

TOKEN, MEMBER = "payment token", "member"
CERTAIN = 100


@dataclass(frozen=True, slots=True)
class SaleContext:
    """A sale, and what was known of one of its accounts before it; `closest` knows its customer best."""

    past: PastSale
    account: Account
    limits: Thresholds
    closest: bool

    def count_within(self, seconds: int) -> int:
        """Count the sales of the account that lie that close, this one among them."""
        return 1 + sum(1 for _ in self.account.list_near(self.past, seconds))


@dataclass(frozen=True, slots=True)
class Rule:
    """`applies` names the kinds of account that it looks at; `finds` says what it saw, if anything."""

    name: str
    applies: tuple[str, ...]
    weighs: Callable[[Thresholds], int]
    finds: Callable[[SaleContext], str | None]


def _many_by_token(seen: SaleContext) -> str | None:
    limits = seen.limits
    if (sales := seen.count_within(limits.token_minutes * 60)) < limits.token_sales:
        return None
    return f"{sales} sales on one payment token within {limits.token_minutes} minutes"


def _many_by_member(seen: SaleContext) -> str | None:
    limits = seen.limits
    if (sales := seen.count_within(limits.member_minutes * 60)) < limits.member_sales:
        return None
    return f"{sales} sales of one member within {limits.member_minutes} minutes"


def _two_stores(seen: SaleContext) -> str | None:
    minutes = seen.limits.stores_apart_minutes
    near = seen.account.list_near(seen.past, minutes * 60)
    elsewhere = next((each for each in near if each.store_id != seen.past.store_id), None)
    if elsewhere is None:
        return None
    return f"also bought in store {elsewhere.store_id}, {abs(seen.past.at - elsewhere.at)} seconds apart"


def _amount(seen: SaleContext) -> str | None:
    """A quarter of the mean at least counts as a deviation: who always pays the same may pay a bit more."""
    limits, account, cents = seen.limits, seen.account, seen.past.cents
    if account.sales < limits.amount_sales or cents < limits.amount_cents:
        return None
    deviations = (cents - account.mean) / max(account.deviation, account.mean / 4, 1.0)
    if deviations < limits.amount_deviations:
        return None
    return f"{_dollars(cents)}, {deviations:.1f} deviations over the usual {_dollars(account.mean)}"


def _many_returns(seen: SaleContext) -> str | None:
    if seen.past.cents >= 0:
        return None
    near = seen.account.list_near(seen.past, seen.limits.memory_seconds)
    returns = 1 + sum(1 for each in near if each.cents < 0)
    if returns < seen.limits.returns:
        return None
    return f"{returns} returns within {seen.limits.memory_seconds // 3_600} hours"


def _refund_without_sale(seen: SaleContext) -> str | None:
    """A member may have paid with anything, so the member's own account has the say if there is one."""
    account, refund = seen.account, -seen.past.cents
    if not seen.closest or refund < seen.limits.refund_cents or account.refunded + refund <= account.bought:
        return None
    return f"{_dollars(refund)} back, and {_dollars(account.bought - account.refunded)} was paid and kept"


RULES = (
    Rule("token_velocity", (TOKEN,), lambda limits: limits.token_weight, _many_by_token),
    Rule("member_velocity", (MEMBER,), lambda limits: limits.member_weight, _many_by_member),
    Rule("two_stores", (TOKEN, MEMBER), lambda limits: limits.stores_apart_weight, _two_stores),
    Rule("unusual_amount", (TOKEN, MEMBER), lambda limits: limits.amount_weight, _amount),
    Rule("many_returns", (TOKEN, MEMBER), lambda limits: limits.returns_weight, _many_returns),
    Rule("refund_without_sale", (TOKEN, MEMBER), lambda limits: limits.refund_weight, _refund_without_sale),
)


def collect_findings(sale: Sale, accounts: Mapping[str, Account], limits: Thresholds) -> list[Finding]:
    """Return what speaks against a sale, given its accounts by kind; a rule counts once."""
    past = PastSale.of(sale)
    found = (*_of_accounts(past, accounts, limits), *_of_the_hour(sale, limits))
    return list({finding.rule: finding for finding in found}.values())


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


def _of_accounts(past: PastSale, accounts: Mapping[str, Account], limits: Thresholds) -> Iterator[Finding]:
    for kind, account in accounts.items():
        seen = SaleContext(past, account, limits, closest=kind == MEMBER or MEMBER not in accounts)
        for rule in RULES:
            if kind in rule.applies and (evidence := rule.finds(seen)):
                yield Finding(rule=rule.name, weight=rule.weighs(limits), evidence=evidence)


def _of_the_hour(sale: Sale, limits: Thresholds) -> Iterator[Finding]:
    """Hours are those of the clock that the sale was stamped by, as the till wrote it."""
    hour = sale.occurred_at.hour
    if (hour - limits.closed_from_hour) % 24 < limits.closed_hours:
        evidence = f"sold at {sale.occurred_at:%H:%M}, when hardly anybody buys"
        yield Finding(rule="unusual_hour", weight=limits.closed_weight, evidence=evidence)


def _dollars(cents: float) -> str:
    return f"${cents / 100:,.2f}"
