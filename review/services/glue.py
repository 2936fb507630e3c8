"""The lake's jobs: how often each starts, and how long it then runs."""

import json
import re
from collections.abc import Iterator, Mapping

import prices
from review.bill_lines import BillLine, Lines, Unpriced
from review.loads import (
    DAY_SECONDS,
    DAYS_A_MONTH,
    EVENTS_A_WORKER_SECOND,
    JOB_SECONDS,
    QUALITY_SECONDS,
    REREAD_SECONDS,
    SECONDS,
    MonthlyLoad,
)
from review.services.firehose import DELIVERY, objects
from twin.assembly import Assembly, Resource

JOB = "AWS::Glue::Job"
OPTIMIZER = "AWS::Glue::TableOptimizer"
TRIGGER = "AWS::Glue::Trigger"
SCHEDULE = "AWS::Scheduler::Schedule"
START_QUALITY = "startDataQualityRulesetEvaluationRun"

HOUR_SECONDS = 3_600
DPU = {"G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8}


def lines(assembly: Assembly, job: Resource, load: MonthlyLoad) -> Lines:
    """Yield work by worker and second, for every start that the templates cause."""
    price = prices.FLEX_HOUR if job.properties["ExecutionClass"] == "FLEX" else prices.DPU_HOUR
    seconds = sum(count * _seconds(job, load, covered) for count, covered in _starts(assembly, job, load))
    yield BillLine(job, price, seconds * _units(job) / HOUR_SECONDS)


def schedule_lines(_assembly: Assembly, schedule: Resource, _load: MonthlyLoad) -> Lines:
    """Yield starts, each of which is charged, and an evaluation of rules by what it runs on."""
    nights = DAYS_A_MONTH if _enabled(schedule) else 0
    yield BillLine(schedule, prices.SCHEDULED, nights)
    target = json.dumps(schedule.properties["Target"])
    if START_QUALITY in target:
        workers = _workers(target)
        yield BillLine(schedule, prices.QUALITY_HOUR, nights * workers * QUALITY_SECONDS / HOUR_SECONDS)


def optimizer_lines(_assembly: Assembly, optimizer: Resource, _load: MonthlyLoad) -> Lines:
    """Yield why it has no price: what putting small files together takes, AWS doesn't say."""
    on = optimizer.properties["TableOptimizerConfiguration"]["Enabled"]
    yield Unpriced(
        optimizer, "By DPU-hour: AWS doesn't say how long a run takes." if on else "Switched off here."
    )


def _starts(assembly: Assembly, job: Resource, load: MonthlyLoad) -> Iterator[tuple[float, float]]:
    """Yield how often a month, and how many seconds of events each start is for."""
    if batches := _batches(assembly, job, load):
        yield batches, SECONDS / batches
    for schedule in assembly.resources(SCHEDULE):
        if _enabled(schedule) and job in assembly.mentioned(schedule.stack, schedule.properties["Target"]):
            yield DAYS_A_MONTH, DAY_SECONDS if _name(job) == "close_day" else 0


def _batches(assembly: Assembly, job: Resource, load: MonthlyLoad) -> float:
    """Return the starts: whenever a batch of events is full or its window over, while Firehose delivers."""
    if _name(job) != "curate_sales":
        return 0
    events = sum(objects(each, load).count for each in assembly.resources(DELIVERY))
    for trigger in assembly.resources(TRIGGER):
        if job in assembly.mentioned(trigger.stack, trigger.properties["Actions"]):
            batch: Mapping[str, int] = trigger.properties["EventBatchingCondition"]
            return min(events, max(events / batch["BatchSize"], SECONDS / batch["BatchWindow"]))
    return 0


def _seconds(job: Resource, load: MonthlyLoad, covered: float) -> float:
    """Return a start's time for what is new and what it reads again; one of the workers is the driver."""
    events = load.events_per_second * (covered + REREAD_SECONDS.get(_name(job), 0))
    workers: int = job.properties["NumberOfWorkers"] - 1
    return JOB_SECONDS + events / (EVENTS_A_WORKER_SECOND * workers)


def _units(job: Resource) -> int:
    units: int = job.properties["NumberOfWorkers"] * DPU[job.properties["WorkerType"]]
    return units


def _name(job: Resource) -> str:
    """Return the script's name: its logs are kept under it."""
    prefix: str = job.properties["DefaultArguments"]["--custom-logGroup-prefix"]
    return prefix.rpartition("/")[2]


def _enabled(schedule: Resource) -> bool:
    return bool(schedule.properties.get("State") != "DISABLED")


def _workers(target: str) -> int:
    """Of the evaluation, which its input names as text in text."""
    found = re.search(r"NumberOfWorkers\W+(\d+)", target)
    return int(found[1]) if found else 0
