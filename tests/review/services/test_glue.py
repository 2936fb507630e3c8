"""A job costs its workers' time, as often as the templates start it."""

import json
from collections.abc import Mapping

import pytest

from review.bill_lines import Unpriced
from review.loads import EVENTS_A_WORKER_SECOND, JOB_SECONDS, QUALITY_SECONDS, SECONDS, MonthlyLoad
from review.services import firehose, glue
from tests.review.templates import assembly, environment, quantities
from tests.twin.assemblies import resource
from twin.assembly import Assembly

NIGHTS = 365 / 12


def job(name: str = "curate_sales", *, workers: int = 3, flex: bool = False) -> Mapping[str, object]:
    return resource(
        glue.JOB,
        DefaultArguments={"--custom-logGroup-prefix": f"/sluice/dev/{name}"},
        ExecutionClass="FLEX" if flex else "STANDARD",
        NumberOfWorkers=workers,
        WorkerType="G.1X",
    )


def nightly(state: str = "ENABLED", target: str = "") -> Mapping[str, object]:
    given = {"Arn": target, "Input": {"Fn::Join": ["", ['{"JobName":"', {"Ref": "Job"}, '"}']]}}
    return resource(glue.SCHEDULE, State=state, Target=given)


def arriving() -> dict[str, Mapping[str, object]]:
    """An object every 15 seconds, and a start for what a quarter of an hour brought."""
    hints = {"IntervalInSeconds": 15, "SizeInMBs": 16}
    batch = {"BatchSize": 100, "BatchWindow": 900}
    destination = {"BufferingHints": hints, "CompressionFormat": "GZIP"}
    return {
        "Archive": resource(firehose.DELIVERY, ExtendedS3DestinationConfiguration=destination),
        "Start": resource(glue.TRIGGER, Actions=[{"JobName": {"Ref": "Job"}}], EventBatchingCondition=batch),
    }


def hours(app: Assembly, load: MonthlyLoad) -> dict[str, float]:
    [found] = app.resources(glue.JOB)
    return quantities(glue.lines(app, found, load))


def test_a_job_that_nothing_starts_costs_nothing() -> None:
    assert hours(assembly(Job=job()), MonthlyLoad(1)) == {"jobs": 0}
    assert hours(assembly(Job=job(), Night=nightly("DISABLED")), MonthlyLoad(1)) == {"jobs": 0}


def test_a_night_without_sales_costs_what_does_not_grow() -> None:
    app = assembly(Job=job(flex=True), Night=nightly())

    assert hours(app, MonthlyLoad(0)) == {
        "jobs that may wait": pytest.approx(NIGHTS * 3 * JOB_SECONDS / 3_600)
    }


def test_what_arrives_is_curated_in_batches_and_the_last_hour_again() -> None:
    """At 1 sale a second a batch is a quarter of an hour: the window ends before 100 objects are there."""
    app = assembly(Job=job(), **arriving())
    seconds = JOB_SECONDS + 200 * (900 + 3_600) / (EVENTS_A_WORKER_SECOND * 2)

    assert hours(app, MonthlyLoad(200))["jobs"] == pytest.approx(SECONDS / 900 * 3 * seconds / 3_600)
    assert hours(app, MonthlyLoad(0)) == {"jobs": 0}


def test_the_close_reads_a_day_and_its_neighbours() -> None:
    app = assembly(Job=job("close_day", workers=11), Night=nightly())
    seconds = JOB_SECONDS + 200 * 3 * 86_400 / (EVENTS_A_WORKER_SECOND * 10)

    assert hours(app, MonthlyLoad(200))["jobs"] == pytest.approx(NIGHTS * 11 * seconds / 3_600)


def test_an_evaluation_of_rules_is_charged_to_its_schedule() -> None:
    started = f"arn:aws:scheduler:::aws-sdk:glue:{glue.START_QUALITY}"
    asked = {
        "Arn": started,
        "Input": {"Fn::Join": ["", ['{"NumberOfWorkers":5,"x":"', {"Ref": "Job"}, '"}']]},
    }
    app = assembly(Night=resource(glue.SCHEDULE, State="ENABLED", Target=asked))
    [found] = app.resources(glue.SCHEDULE)

    charged = quantities(glue.schedule_lines(app, found, MonthlyLoad(1)))

    assert charged["rules evaluated"] == pytest.approx(NIGHTS * 5 * QUALITY_SECONDS / 3_600)
    assert charged["jobs started by schedule"] == pytest.approx(NIGHTS)


def test_upkeep_is_unpriced_and_says_whether_it_is_on() -> None:
    def reason(*, on: bool) -> str:
        app = assembly(Upkeep=resource(glue.OPTIMIZER, TableOptimizerConfiguration={"Enabled": on}))
        [line] = glue.optimizer_lines(app, app.resources(glue.OPTIMIZER)[0], MonthlyLoad(1))
        assert isinstance(line, Unpriced)
        return line.reason

    assert reason(on=False) == "Switched off here."
    assert "DPU-hour" in reason(on=True)


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_every_job_of_the_templates_is_known(name: str) -> None:
    app = environment(name)

    for found in app.resources(glue.JOB):
        [hours] = quantities(glue.lines(app, found, MonthlyLoad(200))).values()
        script = json.dumps(found.properties)
        starts_by_itself = (name == "prod" and "forget_sales" not in script) or "curate_sales" in script
        assert (hours > 0) == starts_by_itself
