"""The demo, phase by phase."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from operator import attrgetter
from pathlib import Path

from lambdas.inventory.stock import Stock
from twin.demo import head_office, opening
from twin.demo.adapters.act import SourcesAct
from twin.demo.adapters.partner_api import partner_api
from twin.demo.backfill.backfill_act import BackfillAct, backfill_act
from twin.demo.baskets import skus_by_store
from twin.demo.closing_page import closing_page
from twin.demo.database.act import DatabaseAct
from twin.demo.database.comparison import SourceComparison
from twin.demo.decisions.gathering import Decisions
from twin.demo.decisions.supplier import Supplier, supplier
from twin.demo.deployment import Deployment
from twin.demo.encore import encore
from twin.demo.expectation import expected
from twin.demo.figures import figures_of
from twin.demo.message import Kind, Message
from twin.demo.night import Night, Office
from twin.demo.options import Options
from twin.demo.page import page
from twin.demo.performance import Stage, stage
from twin.demo.reconciling import reconciled
from twin.demo.recovery.recovered import Recovered, Redriven
from twin.demo.recovery.recovering import Recovery
from twin.demo.reporting import report_of
from twin.demo.result import Result
from twin.demo.store_days import business_day
from twin.demo.terminal import Terminal
from twin.demo.warehouse.warehouse_act import WarehouseAct, has_warehouse
from twin.demo.warehouse.warehouse_answers import WarehouseAnswers
from twin.deploy import Twin, deployed, enforce
from twin.lake.runs import glue_runs
from twin.lake.tables import create_tables
from twin.permissions.names import ReaderNames
from twin.permissions.needs.evaluation import NeedResult, require_needs
from twin.permissions.page import page as access_page
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
        sources = SourcesAct.of(twin, api)
        result = _played(options, sales, twin, orders, sources, terminal)
        if options.keep:
            terminal.wait(twin.emulator.endpoint)
    return result.ok


def _played(
    options: Options,
    sales: Sequence[Message],
    twin: Twin,
    orders: Supplier,
    sources: SourcesAct | None,
    terminal: Terminal,
) -> Result:
    """A day or more, and the night after it."""
    if options.revoke is not None:
        twin = _without_a_grant(twin, options.revoke, terminal)
    with terminal.phase("needs", "Evaluating what AWS's services need"):
        needs = require_needs(twin.app, twin.policies)
    deployment, office = Deployment.of(twin.app), Office(twin)
    stock = _opened(options, sales, twin, deployment, orders, terminal)
    with terminal.phase("files", "Taking in the head office's files"):
        office.receive_files(_first_day(sales), stock if options.sales else {})
    database = DatabaseAct.of(twin, sales, options.seed)
    tills = database.tills if database else sales
    incidents = options.incidents(tills)
    messages = options.messages(tills, incidents)
    began = datetime.now(UTC)
    history = backfill_act(twin, deployment, _first_day(messages), options.seed, options.build / "twin")
    with (
        _prepared(database, options, messages, terminal),
        stage(options, messages, twin, deployment, terminal, history, sources, database) as (
            opened,
            performance,
        ),
    ):
        recovery = Recovery(twin, deployment, opened, began) if options.recovers else None
        redriven = _redriven(recovery, terminal)
        _applied(history, opened, terminal)
        night = _closed(office, [*performance.accepted, *(history.messages if history else ())], terminal)
        with terminal.phase("reconcile", "Reconciling"):
            due = opening.balances(stock) + opening.delivered(orders.orders.values())
            result = reconciled(twin, deployment, performance, due, night, terminal.seconds)
        if history is not None:
            result = replace(result, backfill=history.result(office.lake))
        result = replace(result, warehouse=_answered(twin, deployment, office, result, terminal))
        if options.decides:
            with terminal.phase("replay", "Replaying every event"):
                decisions = Decisions(twin, orders, incidents, performance)
                result = replace(result, decided=decisions.gathered(opened, result.stock.balances))
        with terminal.phase("again", "A day comes again, and a sale late"):
            result = replace(result, encore=encore(opened, office, _sold(performance.accepted), night))
        if recovery and redriven:
            result = replace(result, recovered=_recovered(recovery, redriven, sales[-1], terminal))
        if database:
            with terminal.phase("database", "Comparing the database with what was folded"):
                compared = SourceComparison(twin, deployment, office).compare(database, result)
                result = replace(result, replicated=compared)
    access = _reviewed(options, twin, needs, terminal)
    result = replace(result, access=access)
    names = ReaderNames(twin.app)
    told = report_of(options, twin.app.assembly, deployment, result, performance.recorder)
    day_page = closing_page(office.lake.rows, result, real=not options.sales)
    terminal.conclude(
        told,
        _write(
            options.build,
            result,
            {"page": page(told), "access": access_page(access, names), "report": day_page},
        ),
    )
    return result


@contextmanager
def _prepared(
    database: DatabaseAct | None, options: Options, messages: Sequence[Message], terminal: Terminal
) -> Iterator[None]:
    """Have the source database ready until the context ends, if the deployment replicates one."""
    with database or nullcontext():
        if database:
            with terminal.phase("source", "Filling the source database"):
                hard, seconds = options.hard(messages), options.play_seconds(messages)
                database.prepare(messages, hard, seconds, options.build)
        yield


def _reviewed(options: Options, twin: Twin, needs: Sequence[NeedResult], terminal: Terminal) -> AccessReview:
    with terminal.phase("permissions", "Holding every grant against its use"):
        report = permissions.report(twin.emulator.endpoint)
        return review_of(twin.policies, needs, report, whole=options.is_whole)


def _without_a_grant(twin: Twin, seed: int, terminal: Terminal) -> Twin:
    policies, grant = without_one(twin.policies, seed)
    terminal.say(f"Taken away: {ReaderNames(twin.app).of(grant.id)}")
    changed = replace(twin, policies=policies)
    enforce(changed)
    return changed


def _redriven(recovery: Recovery | None, terminal: Terminal) -> Redriven | None:
    if recovery is None:
        return None
    with terminal.phase("redrive", "Redriving what was given up"):
        return recovery.redriven()


def _applied(history: BackfillAct | None, opened: Stage, terminal: Terminal) -> None:
    if history is not None:
        with terminal.phase("history", "Applying a week of history to the ledgers"):
            history.apply(opened.settle)


def _closed(office: Office, accepted: Sequence[Message], terminal: Terminal) -> Night:
    with terminal.phase("close", "Curating and closing the days, twice"):
        return office.close_twice(expected(accepted))


def _answered(
    twin: Twin, deployment: Deployment, office: Office, result: Result, terminal: Terminal
) -> WarehouseAnswers | None:
    """Ask for the days that were played: what a backfill brings in never was on the stream."""
    if not has_warehouse(twin):
        return None
    played = expected(result.accepted).sales.values()
    with terminal.phase("ask", "Asking the warehouse, the lake and raw"):
        act = WarehouseAct(twin, deployment.stream, deployment.raw)
        return act.ask(office.lake, sorted({business_day(sale) for sale in played}))


def _recovered(recovery: Recovery, redriven: Redriven, last: Message, terminal: Terminal) -> Recovered:
    with terminal.phase("repair", "Repairing what was quarantined"):
        repaired = recovery.repaired()
    with terminal.phase("over", "Replaying all of raw over live traffic, killed once"):
        replay = recovery.replayed(last)
    with terminal.phase("rebuild", "Rebuilding the ledgers from raw"):
        rebuilt = recovery.rebuilt()
        gaps = recovery.looked_over()
    return Recovered(redriven, repaired, replay, rebuilt, gaps, recovery.operator.ran)


def _opened(
    options: Options,
    sales: Sequence[Message],
    twin: Twin,
    deployment: Deployment,
    orders: Supplier,
    terminal: Terminal,
) -> opening.Opening:
    """Fill the shelves, and let the supplier deliver to them."""
    stock = opening.opening_stock(skus_by_store(sales), besides=head_office.by_the_tanker())
    dynamodb, ledger = twin.emulator.client("dynamodb"), deployment.ledgers["inventory"]
    with terminal.phase("open", "Opening the stores"):
        opening.receive(stock, _first_day(sales), dynamodb, ledger)
        create_tables(twin.app, twin.emulator.endpoint)
    if options.decides:
        orders.delivers(partial(opening.deliver, Stock(dynamodb, ledger), _first_day(sales)))
    return stock


def _sold(messages: Sequence[Message]) -> list[Message]:
    """Return the sales among the messages, in the order in which they were sold."""
    return sorted((sent for sent in messages if sent.kind is Kind.SALE), key=attrgetter("sent_at"))


def _first_day(sales: Sequence[Message]) -> date:
    return sales[0].sent_at.date()


def _write(build: Path, result: Result, pages: Mapping[str, str]) -> dict[str, Path]:
    files = {
        "figures": build / "demo.json",
        "page": build / "demo.html",
        "report": build / "report.html",
        "access": build / "permissions.md",
    }
    build.mkdir(parents=True, exist_ok=True)
    files["figures"].write_text(json.dumps(figures_of(result), indent=2) + "\n")
    for name, text in pages.items():
        files[name].write_text(text)
    return files
