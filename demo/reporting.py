"""Makes the page's report of a result."""

from datetime import datetime

from demo.chart import Chart, chart
from demo.checks import checks
from demo.crashes import Crash
from demo.decisions import telling
from demo.deployment import Deployment
from demo.drawing import draw
from demo.flowing import arrows, counts, nodes, parted
from demo.message import Kind
from demo.options import Options
from demo.recorder import Recorder
from demo.recovery.telling import story
from demo.report import CrashRow, Report, culprits, headline, refused
from demo.result import Result
from twin.assembly import Assembly
from twin.graph import flow

BASKETS = (
    "The baskets are real: The Complete Journey, what 2,469 households bought in 2017. Registers, payment "
    "tokens, opening stock and frauds are synthetic; times, which have no zone there, are taken as UTC."
)
OWN = "Opening stock and frauds are synthetic."


def report_of(
    options: Options, assembly: Assembly, deployment: Deployment, result: Result, recorder: Recorder
) -> Report:
    """Return everything that the page shows."""
    graph = flow(assembly)
    drawn = nodes(graph, len({message.store_id for message in result.sent}))
    moved = arrows(graph, counts(deployment, result, recorder), deployment.unplayed)
    return Report(
        ok=result.ok,
        headline=headline(result),
        summary=summary(result),
        checks=checks(result),
        culprits=list(culprits(result.wrong)),
        flows={title: draw(drawn, part) for title, part in parted(drawn, moved).items() if part},
        suspects=telling.suspects(result.decided) if result.decided else [],
        suspicions=telling.suspicions(result.decided) if result.decided else "",
        ordered=telling.ordered(result.decided) if result.decided else [],
        orders=telling.orders(result.decided) if result.decided else "",
        charts=charts(deployment, result, recorder),
        refused=refused(result.refused.values()),
        written_twice=result.written_twice,
        recovery=story(result.recovered) if result.recovered else None,
        crashes=[_row(crash, deployment, recorder) for crash in result.crashes],
        command=options.command,
        origin=OWN if options.sales else BASKETS,
        seconds=result.seconds,
    )


def summary(result: Result) -> str:
    """Say what was played."""
    sold_at = [message.sent_at for message in result.sent if message.kind is Kind.SALE]
    return (
        f"{len(result.expectation.sales):,} sales of {span(sold_at[0], sold_at[-1])} went through the "
        f"template that cdk deploy sends to AWS, in {result.play_seconds:.0f} seconds. {mixed_in(result)}"
    )


def mixed_in(result: Result) -> str:
    """Say what went wrong on purpose."""
    kinds = result.expectation.kinds
    counts = {
        "duplicates": kinds[Kind.DUPLICATE],
        "broken messages": kinds[Kind.BROKEN],
        "conflicting payloads": kinds[Kind.CONFLICT],
        "frauds": len(result.decided.incidents) if result.decided else 0,
        "crashes": len(result.crashes),
    }
    if not any(counts.values()):
        return "Nothing was broken on purpose."
    return f"Mixed in: {', '.join(f'{what} {count:,}' for what, count in counts.items())}."


def span(first: datetime, last: datetime) -> str:
    """Return days as people say them, none twice."""
    if first.date() == last.date():
        return f"{last:%-d %B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%-d} to {last:%-d %B %Y}"
    return f"{first:%-d %B %Y} to {last:%-d %B %Y}"


def charts(deployment: Deployment, result: Result, recorder: Recorder) -> list[Chart]:
    """Return throughput and age over time, of who reads the sales."""
    named = deployment.consumers
    crashed = [
        (crash.at - recorder.began, deployment.consumer_of(crash.function)) for crash in result.crashes
    ]
    return [
        chart("Records a second", "a second", recorder.throughput(named)),
        chart("Age of the oldest waiting record", "s", recorder.age(named), crashed),
    ]


def _row(crash: Crash, deployment: Deployment, recorder: Recorder) -> CrashRow:
    return CrashRow(
        second=crash.at - recorder.began,
        consumer=deployment.consumer_of(crash.function),
        moment=_moment(crash),
        records=len(crash.batch),
        outcome=_outcome(crash),
    )


def _moment(crash: Crash) -> str:
    if not crash.done:
        return "before its first record"
    if crash.done < len(crash.batch):
        return f"after {crash.done} records"
    return "after its last record, before its answer"


def _outcome(crash: Crash) -> str:
    if not crash.came_again:
        return "not delivered again"
    batches = len(crash.came_again)
    again = "one batch" if batches == 1 else f"{batches} batches"
    return f"came again in {again}, {crash.came_again[0] - crash.at:.1f} s later"
