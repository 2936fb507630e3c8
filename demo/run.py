"""The demo, phase by phase."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from operator import attrgetter

from demo import head_office, opening
from demo.acts import Acts, DemoContext, DemoPlan, plan_demo, prepared
from demo.adapters.act import SourcesAct
from demo.adapters.partner_api import partner_api
from demo.baskets import skus_by_store
from demo.conclusion import conclude
from demo.database.comparison import SourceComparison
from demo.decisions.gathering import Decisions
from demo.decisions.supplier import supplier
from demo.encore import encore
from demo.expectation import expected
from demo.message import Kind, Message
from demo.night import Night, Office
from demo.options import Options
from demo.performance import Performance, Stage, stage
from demo.reconciling import reconciled
from demo.recovery.recovered import Recovered, Redriven
from demo.recovery.recovering import Recovery
from demo.result import Result
from demo.store_days import business_day
from demo.terminal import Terminal
from demo.warehouse.warehouse_act import WarehouseAct, has_warehouse
from demo.warehouse.warehouse_answers import WarehouseAnswers
from lambdas.inventory.stock import Stock
from twin.deploy import Twin, deployed, enforce
from twin.lake.runs import glue_runs
from twin.lake.tables import create_tables
from twin.permissions.names import ReaderNames
from twin.permissions.needs.evaluation import NeedResult, require_needs
from twin.permissions.revocation import without_one
from twin.permissions.usage import AccessReview, review_of
from twin.services import permissions


def demo(options: Options, terminal: Terminal) -> bool:
    """Run it all, write demo.json and demo.html, and say whether the promise held."""
    with terminal.phase("read", "Reading the sales"):
        sales = options.source()
    workspace = options.build / "twin"
    with (
        supplier() as orders,
        partner_api() as api,
        terminal.steps() as say,
        deployed(
            environment=options.environment,
            port=options.port,
            workspace=workspace,
            say=say,
            parameters={options.supplier_url: orders.url, options.api_url: api.url},
        ) as twin,
        glue_runs(twin, options.engine_at(twin.emulator.endpoint), workspace / "jobs"),
    ):
        around = DemoContext(options, _permitted(options, twin, terminal), orders, terminal)
        result = _play(around, sales, SourcesAct.of(twin, api))
        if options.keep:
            terminal.wait(twin.emulator.endpoint)
    return result.ok


def _play(around: DemoContext, sales: Sequence[Message], sources: SourcesAct | None) -> Result:
    """Play a day or more, and the night after it."""
    twin, office = around.twin, Office(around.twin)
    with around.terminal.phase("needs", "Evaluating what AWS's services need"):
        needs = require_needs(twin.app, twin.policies)
    stock = _open(around, sales)
    with around.terminal.phase("files", "Taking in the head office's files"):
        office.receive_files(_first_day(sales), stock if around.options.sales else {})
    plan = plan_demo(around, sales, sources)
    began = datetime.now(UTC)
    with prepared(around, plan), stage(around, plan) as (opened, performance):
        recovery = Recovery(twin, around.deployment, opened, began) if around.options.recovers else None
        redriven = _redrive(around, recovery)
        _apply_history(around, plan.acts, opened)
        night = _close(around, office, performance, plan.acts)
        result = _reconcile(around, office, performance, night, stock)
        result = _follow_up(around, office, plan, opened, performance, result)
        if recovery and redriven:
            result = replace(result, recovered=_recover(around, recovery, redriven, sales[-1]))
        result = _compare_database(around, office, plan.acts, result)
    access = _review(around, needs)
    result = replace(result, access=access)
    conclude(around, office, result, access, performance.recorder)
    return result


def _permitted(options: Options, twin: Twin, terminal: Terminal) -> Twin:
    """Take one grant away if that is asked for."""
    if options.revoke is None:
        return twin
    policies, grant = without_one(twin.policies, options.revoke)
    terminal.say(f"Taken away: {ReaderNames(twin.app).of(grant.id)}")
    changed = replace(twin, policies=policies)
    enforce(changed)
    return changed


def _open(around: DemoContext, sales: Sequence[Message]) -> opening.Opening:
    """Fill the shelves, and let the supplier deliver to them."""
    emulator, ledger = around.twin.emulator, around.deployment.ledgers["inventory"]
    stock = opening.opening_stock(skus_by_store(sales), besides=head_office.by_the_tanker())
    dynamodb, first_day = emulator.client("dynamodb"), _first_day(sales)
    with around.terminal.phase("open", "Opening the stores"):
        opening.receive(stock, first_day, dynamodb, ledger)
        create_tables(around.twin.app, emulator.endpoint)
    if around.options.decides:
        around.orders.delivers(partial(opening.deliver, Stock(dynamodb, ledger), first_day))
    return stock


def _redrive(around: DemoContext, recovery: Recovery | None) -> Redriven | None:
    if recovery is None:
        return None
    with around.terminal.phase("redrive", "Redriving what was given up"):
        return recovery.redriven()


def _apply_history(around: DemoContext, acts: Acts, opened: Stage) -> None:
    if acts.history is not None:
        with around.terminal.phase("history", "Applying a week of history to the ledgers"):
            acts.history.apply(opened.settle)


def _close(around: DemoContext, office: Office, performance: Performance, acts: Acts) -> Night:
    history = acts.history.messages if acts.history else ()
    with around.terminal.phase("close", "Curating and closing the days, twice"):
        return office.close_twice(expected([*performance.accepted, *history]))


def _reconcile(
    around: DemoContext, office: Office, performance: Performance, night: Night, stock: opening.Opening
) -> Result:
    with around.terminal.phase("reconcile", "Reconciling"):
        due = opening.balances(stock) + opening.delivered(around.orders.orders.values())
        result = reconciled(around.twin, around.deployment, performance, due, night, around.terminal.seconds)
    return replace(result, warehouse=_ask(around, office, result))


def _follow_up(
    around: DemoContext,
    office: Office,
    plan: DemoPlan,
    opened: Stage,
    performance: Performance,
    result: Result,
) -> Result:
    """Hold the history against the tables, replay every event, and let a day come again."""
    if plan.acts.history is not None:
        result = replace(result, backfill=plan.acts.history.result(office.lake))
    if around.options.decides:
        with around.terminal.phase("replay", "Replaying every event"):
            decisions = Decisions(around.twin, around.orders, plan.incidents, performance)
            result = replace(result, decided=decisions.gathered(opened, result.stock.balances))
    with around.terminal.phase("again", "A day comes again, and a sale late"):
        again = encore(opened, office, _sold(performance.accepted), result.night)
    return replace(result, encore=again)


def _ask(around: DemoContext, office: Office, result: Result) -> WarehouseAnswers | None:
    """Ask for the days that were played: what a backfill brings in never was on the stream."""
    if not has_warehouse(around.twin):
        return None
    played = expected(result.accepted).sales.values()
    with around.terminal.phase("ask", "Asking by the SQL of warehouse, lake and raw"):
        act = WarehouseAct(around.twin, around.deployment.stream, around.deployment.raw)
        return act.ask(office.lake, sorted({business_day(sale) for sale in played}))


def _recover(around: DemoContext, recovery: Recovery, redriven: Redriven, last: Message) -> Recovered:
    with around.terminal.phase("repair", "Repairing what was quarantined"):
        repaired = recovery.repaired()
    with around.terminal.phase("one", "Replaying to one consumer, whose ledger lost rows"):
        restored = recovery.restored()
    with around.terminal.phase("over", "Replaying all of raw over live traffic, killed once"):
        replay = recovery.replayed(last)
    with around.terminal.phase("rebuild", "Rebuilding the ledgers from raw"):
        rebuilt = recovery.rebuilt()
        gaps = recovery.looked_over()
    return Recovered(redriven, repaired, restored, replay, rebuilt, gaps, recovery.operator.ran)


def _compare_database(around: DemoContext, office: Office, acts: Acts, result: Result) -> Result:
    if acts.database is None:
        return result
    with around.terminal.phase("database", "Comparing the database with what was folded"):
        comparison = SourceComparison(around.twin, around.deployment, office)
        return replace(result, replicated=comparison.compare(acts.database, result))


def _review(around: DemoContext, needs: Sequence[NeedResult]) -> AccessReview:
    with around.terminal.phase("permissions", "Holding every grant against its use"):
        report = permissions.report(around.twin.emulator.endpoint)
        return review_of(around.twin.policies, needs, report, whole=around.options.is_whole)


def _sold(messages: Sequence[Message]) -> list[Message]:
    """Return the sales among the messages, in the order in which they were sold."""
    return sorted((sent for sent in messages if sent.kind is Kind.SALE), key=attrgetter("sent_at"))


def _first_day(sales: Sequence[Message]) -> date:
    return sales[0].sent_at.date()
