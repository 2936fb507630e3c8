from typing import Any

import pytest

from twin.lake.job_runs import JobRunRefused, JobRuns

CURATE: dict[str, Any] = {
    "Name": "curate",
    "ExecutionClass": "FLEX",
    "ExecutionProperty": {"MaxConcurrentRuns": 1},
    "GlueVersion": "5.1",
    "MaxRetries": 0,
    "NumberOfWorkers": 3,
    "Timeout": 30,
    "WorkerType": "G.1X",
}


class Service:
    """One job, and its runs."""

    def __init__(self, **settings: Any) -> None:
        self.kept: dict[str, list[dict[str, Any]]] = {"curate": []}
        self.calls = JobRuns({"curate": CURATE | settings}, self.kept)

    def start(self, **arguments: str) -> str:
        asked = {"JobName": "curate", "Arguments": arguments}
        return str(self.calls.start(asked)["JobRunId"])

    def tell(self, run_id: str, state: str, error: str = "") -> None:
        told = {"JobName": "curate", "RunId": run_id, "JobRunState": state, "ErrorMessage": error}
        self.calls.settle(told)

    def states(self) -> dict[str, str]:
        return {run["Id"]: run["JobRunState"] for run in self.kept["curate"]}


def test_a_run_waits_for_who_runs_it_with_the_jobs_settings_and_its_own_arguments() -> None:
    service = Service()

    run_id = service.start(**{"--FROM": "2017-03-01"})

    [run] = service.kept["curate"]
    assert (run["Id"], run["JobRunState"], run["Attempt"]) == (run_id, "STARTING", 0)
    assert (run["WorkerType"], run["NumberOfWorkers"], run["ExecutionClass"]) == ("G.1X", 3, "FLEX")
    assert run["Arguments"] == {"--FROM": "2017-03-01"}


def test_no_more_runs_at_once_than_the_job_allows() -> None:
    service = Service(ExecutionProperty={"MaxConcurrentRuns": 2})
    first = service.start()
    service.tell(service.start(), "RUNNING")

    with pytest.raises(JobRunRefused, match="curate") as refused:
        service.start()
    service.tell(first, "SUCCEEDED")

    assert refused.value.code == "ConcurrentRunsExceededException"
    assert service.start() in service.states()


def test_no_run_of_an_unknown_job() -> None:
    with pytest.raises(JobRunRefused, match="close") as refused:
        Service().calls.start({"JobName": "close"})

    assert refused.value.code == "EntityNotFoundException"


def test_the_newest_run_comes_first() -> None:
    service = Service()
    first = service.start()
    service.tell(first, "SUCCEEDED")

    second = service.start()

    assert list(service.states()) == [second, first]


def test_a_run_that_ended_says_when_and_of_what() -> None:
    service = Service()
    run_id = service.start()
    service.tell(run_id, "RUNNING")
    [run] = service.kept["curate"]
    running = dict(run)

    service.tell(run_id, "FAILED", "no such bucket")

    assert "CompletedOn" not in running
    assert run["ErrorMessage"] == "no such bucket"
    assert run["CompletedOn"] >= run["StartedOn"]


def test_a_run_that_was_stopped_stays_so_whatever_became_of_it() -> None:
    service = Service(MaxRetries=1)
    run_id = service.start()
    service.kept["curate"][0]["JobRunState"] = "STOPPED"

    service.tell(run_id, "FAILED", "killed")

    assert service.states() == {run_id: "STOPPED"}


def test_a_run_that_fails_is_tried_again_as_often_as_the_job_says() -> None:
    service = Service(MaxRetries=2)
    first = service.start(**{"--FROM": "2017-03-01"})

    for run_id in (first, f"{first}_attempt_1", f"{first}_attempt_2"):
        service.tell(run_id, "FAILED")

    runs = service.kept["curate"][::-1]
    assert [run["Attempt"] for run in runs] == [0, 1, 2]
    assert [run.get("PreviousRunId") for run in runs] == [None, first, f"{first}_attempt_1"]
    assert {run["Arguments"]["--FROM"] for run in runs} == {"2017-03-01"}


def test_an_attempt_keeps_others_from_starting() -> None:
    service = Service(MaxRetries=1)
    service.tell(service.start(), "FAILED")

    with pytest.raises(JobRunRefused):
        service.start()


@pytest.mark.parametrize("state", ["SUCCEEDED", "TIMEOUT"])
def test_nothing_else_is_tried_again(state: str) -> None:
    service = Service(MaxRetries=1)
    run_id = service.start()

    service.tell(run_id, state)

    assert service.states() == {run_id: state}
