"""The reconciliation, figure by figure."""

from collections.abc import Iterator, Sequence

from demo.audit import Audit
from demo.backfill.backfill_result import BackfillResult
from demo.check import Check, judge
from demo.decisions.decided import Decided
from demo.encore import Encore
from demo.message import Kind
from demo.night import Night
from demo.recovery.recovered import Recovered
from demo.result import Result
from demo.warehouse.warehouse_answers import WarehouseAnswers
from twin.permissions.usage import AccessReview


def checks(result: Result) -> list[Check]:
    """Return the reconciliation, figure by figure."""
    return [
        *_sales(result),
        *_accounts(result.stock, result.points),
        *_adapters(result),
        *_raw(result),
        *_night(result.night),
        *_encore(result.encore, len(result.night.store_days)),
        *_backfill(result.backfill),
        *_warehouse(result.warehouse),
        *_decided(result.decided),
        *_recovered(result.recovered),
        *(result.replicated.checks() if result.replicated else ()),
        *_access(result.access),
    ]


def _sales(result: Result) -> Iterator[Check]:
    kinds = result.expectation.kinds
    to_refuse = kinds[Kind.BROKEN] + kinds[Kind.CONFLICT]
    accepted, applied, refused = len(result.accepted), len(result.applied), len(result.refused)
    lost, twice = result.wrong.get("lost", ()), result.wrong.get("applied twice", ())
    due = len(result.expectation.sales) - len({*result.stock.waiting, *result.points.waiting})
    yield Check("Accepted by the stream", accepted, len(result.sent))
    yield judge("Sales applied once", applied, due, applied == due and not twice)
    yield judge("Kept in quarantine", refused, to_refuse, refused == to_refuse)
    yield Check("In the failure archive", len(result.archived))
    yield judge("Lost", *_of(lost, accepted))
    yield judge("Applied twice", *_of(twice, len(result.expectation.sales)))


def _accounts(stock: Audit, points: Audit) -> Iterator[Check]:
    yield judge("Stock items that are wrong", *_of(stock.mismatches, stock.accounts))
    yield judge("Points accounts that are wrong", *_of(points.mismatches, points.accounts))


def _adapters(result: Result) -> Iterator[Check]:
    if result.adapters is not None:
        twice, lost = result.adapter_faults
        sales = len(set(result.adapters.sale_ids))
        counted = sales - len({*twice, *lost})
        yield judge("By queue, device and API, counted once", counted, sales, counted == sales)


def _raw(result: Result) -> Iterator[Check]:
    accounts = result.stock.accounts + result.points.accounts
    yield judge("Missing in the raw archive", *_of(result.raw_missing, len(result.accepted)))
    yield judge("Otherwise when folded from raw", *_of(result.fold_differences, accounts))


def _night(night: Night) -> Iterator[Check]:
    days, store_days = len(night.closings) + len(night.open), len(night.store_days)
    yield judge("Days closed", len(night.closings), days, not night.open)
    yield judge("Store days reported wrongly", len(night.mismatches), store_days, not night.mismatches)
    yield judge("Changed by doing it all again", night.commits, store_days, not night.commits)


def _encore(encore: Encore | None, store_days: int) -> Iterator[Check]:
    if encore:
        restated = len(encore.restated)
        yield judge("Restated by a late sale, and a day again", restated, store_days, not encore.wrong)


def _backfill(backfill: BackfillResult | None) -> Iterator[Check]:
    if backfill:
        yield Check("Sales of history brought in", backfill.events)
        yield Check("Killed while they came", backfill.kills, backfill.attempts)
        yield judge("Otherwise than the history", *_of(backfill.differences, backfill.events))


def _warehouse(answers: WarehouseAnswers | None) -> Iterator[Check]:
    if answers:
        yield judge("Twice by the warehouse's SQL on DuckDB", *_of(answers.twice, len(answers.counted)))
        asked = answers.rows * len(answers.answers)
        yield judge("Answered otherwise by it, lake or raw", *_of(answers.differing, asked))
        state = "bad" if answers.again else "good"
        yield Check("Changed by its merge done again", answers.again, state=state)


def _decided(decided: Decided | None) -> Iterator[Check]:
    if decided:
        orders, shelves, known = len(decided.orders), len(decided.shelves), len(decided.incidents)
        events = sum(replayed.events for replayed in decided.replays.values())
        yield Check("Frauds caught while the sales stream", len(decided.caught), known)
        yield Check("Honest sales suspected", len(decided.false_alarms), len(decided.suspected))
        yield judge("Ordered once each time stock ran low", orders, decided.low, decided.orders_fit)
        yield judge("Shelves that differ from their ledger", *_of(decided.shelf_mismatches, shelves))
        yield judge("Ordered by replaying every event", *_of(decided.replay_changes, events))


def _recovered(recovered: Recovered | None) -> Iterator[Check]:
    if recovered:
        redriven, repaired, replay = recovered.redriven, recovered.repaired, recovered.replay
        yield Check("Redriven from the failure archive", redriven.records)
        yield judge("Redriven again", redriven.again, redriven.records, not redriven.again)
        applied = len(repaired.sales) - len(repaired.missing)
        yield judge("Repaired and applied", applied, len(repaired.sales), not repaired.missing)
        restored = recovered.restored
        back = restored.rows - len(restored.missing)
        yield judge("Replayed to the one ledger that lost them", back, restored.rows, not restored.missing)
        yield judge("Changed by that for anybody else", *_of(restored.reached, restored.compared))
        yield judge("Changed by replaying all of raw", *_of(replay.changes, replay.records))
        yield judge(
            "Otherwise in rebuilt tables", *_of(recovered.rebuilt.differences, recovered.rebuilt.rows)
        )


def _access(access: AccessReview | None) -> Iterator[Check]:
    if access:
        yield judge("Calls denied by the synthesized policies", *_of(access.denials, access.checks))
        yield Check("Needs of AWS's services that are permitted", len(access.needs))
        if access.whole:
            yield judge("Grants that nothing needs", *_of(access.unused, len(access.uses)))


def _of(names: Sequence[object], of: int) -> tuple[int, int, bool]:
    return len(names), of, not names
