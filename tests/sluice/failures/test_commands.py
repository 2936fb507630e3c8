"""What failed is repaired, parked and sent back, each only when it is asked for."""

import json
from pathlib import Path

import boto3
import pytest

from contracts.refusals import Reason
from tests.lambdas.sales import encoded, sale
from tests.sluice.failures.doing import QUANTITIES, file_of
from tests.sluice.failures.typed import BROKEN, answered, ran, refuse, stream

pytestmark = pytest.mark.usefixtures("cloud")


def test_a_repair_is_tried_before_it_is_made(tmp_path: Path) -> None:
    refuse(BROKEN)
    recipe = str(file_of(QUANTITIES, tmp_path))

    shown = ran("failures", "repair", "dev", "--recipe", recipe).stdout
    [proposal] = answered("failures", "repair", "dev", "--recipe", recipe)["proposals"]

    assert '-      "quantity": "3",\n+      "quantity": 3,\n' in shown
    assert "1 records of 2 failures would be sent" in shown
    assert (proposal["before"], proposal["problem"]) == (json.loads(BROKEN), "")
    assert stream() == []


def test_a_repair_is_made_when_it_is_asked_for_and_done_once(tmp_path: Path) -> None:
    refuse(BROKEN)
    recipe = str(file_of(QUANTITIES, tmp_path))

    done = answered("failures", "repair", "dev", "--recipe", recipe, "--apply")
    again = answered("failures", "repair", "dev", "--recipe", recipe, "--apply")

    assert (done["sent"], done["failures"], again["sent"]) == (1, 2, 0)
    assert len(stream()) == 1
    assert answered("failures", "count", "dev", "--by", "state") == {"sent": 2}


def test_a_repair_needs_no_ledgers_where_the_environment_has_none(tmp_path: Path) -> None:
    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Consumers")
    refuse(BROKEN)

    done = answered("failures", "repair", "dev", "--recipe", str(file_of(QUANTITIES, tmp_path)), "--apply")

    assert done["sent"] == 1


def test_says_by_its_exit_code_that_something_stays(tmp_path: Path) -> None:
    refuse(b"no", reason=Reason.NOT_JSON)

    answer = ran("failures", "repair", "dev", "--recipe", str(file_of('name = "all"', tmp_path)), "--apply")

    assert answer.exit_code == 1
    assert "stays: it is no JSON object" in answer.stdout


def test_parks_and_releases() -> None:
    refuse(BROKEN)
    [first, _] = answered("failures", "list", "dev")

    answered("failures", "park", "dev", first["id"])
    assert answered("failures", "count", "dev", "--by", "state") == {"parked": 1, "waiting": 1}

    answered("failures", "park", "dev", first["id"], "--release")
    assert answered("failures", "count", "dev", "--by", "state") == {"waiting": 2}


def test_redrives_when_it_is_asked_for() -> None:
    refuse(encoded(sale(2)), reason=Reason.FUTURE)

    plan_redrive = answered("failures", "redrive", "dev", "--quarantined")
    done = answered("failures", "redrive", "dev", "--quarantined", "--apply")

    assert (plan_redrive["records"], done["sent"]) == (1, 1)
    assert stream() == [encoded(sale(2))]
