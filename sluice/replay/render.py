"""A plan, told to people."""

from collections.abc import Iterator, Sequence

from domain import EVENT
from sluice.replay.effect import Effect
from sluice.replay.ledger_comparison import event_id
from sluice.replay.plan import Plan
from sluice.replay.rules import FiringRule

MOST_NAMED = 3


def told(plan: Plan) -> Iterator[str]:
    """Render a line a question: how much, how long, what it changes, who hears of it, what it costs."""
    found = plan.found
    time = f"{plan.minutes:,.1f} minutes" if plan.minutes >= 1 else "less than a minute"
    takes = f"at {plan.rate:,} records a second it takes {time}"
    yield f"Replay of {plan.window}" + (f", to {plan.consumer} alone" if plan.consumer else "")
    yield f"  {counted(found.objects, 'object')} of {found.bytes:,} bytes, {counted(found.records, 'record')}"
    yield f"  {counted(plan.shards.count, 'open shard')}; {takes}"
    for each in found.broken:
        yield f"  can't be read, so the replay will end incomplete: {each}"
    yield from _effect(plan)
    yield f"Rules that would fire: {_rules(plan.rules)}"
    monthly = f"${plan.kept.dollars:,.4f} a month for the copies in raw"
    yield f"Cost, modelled: ${plan.dollars:,.4f}, and {'no copies in raw' if plan.consumer else monthly}"


def counted(number: int, what: str) -> str:
    """Write so many of something, in English."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def count_events(number: int) -> str:
    """Write so many events by the domain's word."""
    return f"{number:,} {EVENT.noun if number == 1 else EVENT.nouns}"


def _effect(plan: Plan) -> Iterator[str]:
    effect = plan.effect
    of = f"Effect, by a sample of {effect.read.records:,} records" if effect.sample else "Effect"
    if not effect.consumers:
        who = plan.consumer or "who reads the stream"
        yield f"{of}: not known before, {who} keeps no ledger; what it remembers changes nothing"
    elif effect.applied:
        yield f"{of}: {count_events(effect.applied)} would be applied"
        yield from (f"  {line}" for line in _by_consumer(effect))
    else:
        yield f"{of}: none; every {EVENT.noun} is applied"
    yield f"  {count_events(effect.events)} in {counted(effect.read.records, 'record')}"
    if effect.conflicts:
        yield f"  {counted(effect.conflicts, 'conflicting payload')}: refused again, into quarantine"
    if effect.read.refused:
        refused = counted(effect.read.refused, "record")
        yield f"  {refused} left out: refused on arrival, to be brought back by repair"


def _by_consumer(effect: Effect) -> Iterator[str]:
    for name, each in effect.consumers.items():
        ids = ", ".join(map(event_id, each.missing[:MOST_NAMED]))
        more = f" and {len(each.missing) - MOST_NAMED:,} more" if len(each.missing) > MOST_NAMED else ""
        applies = f"{len(each.missing):,}, {ids}{more}" if each.missing else "none"
        yield f"{name} applies {applies}; it knows {each.known:,}"


def _rules(rules: Sequence[FiringRule]) -> str:
    return "; ".join(f"{rule.name} ({', '.join(rule.takes)})" for rule in rules) or "none"
