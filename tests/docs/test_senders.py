"""Whoever may put on the stream is declared: for whom it speaks, and what holds it to that."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from environments import preset
from stacks.backfill import BackfillSettings
from stacks.constructs.backfill.sizes import BackfillMode
from tests.stacks.synthesized import beside, settings_of, synthesize
from tests.synthesis import REPOSITORY, templates
from twin.assembly import Assembly, Stack
from twin.permissions.attachments import attachments
from twin.permissions.plan import planned
from twin.permissions.policies import grants_of

PAGE = (REPOSITORY / "docs/senders.md").read_text()
DECLARED = re.findall(r"^\| `([A-Z]\w+/[\w/]+)` \|", PAGE, re.MULTILINE)
PUTS = {"kinesis:*", "*", "kinesis:PutRecord", "kinesis:PutRecords"}
EVENTS = "-Stream/Events/Resource"


@cache
def writers(environment: str) -> frozenset[str]:
    """Name who may put on the stream of events, by place and without the environment's name."""
    stacks = tuple(Stack(name, template) for name, template in templates(environment).items())
    app = planned(Assembly(Path(), stacks))
    [stream] = [app.arn(one) for one in app.resources("AWS::Kinesis::Stream") if one.path.endswith(EVENTS)]
    return frozenset(
        re.sub(r"^Sluice-\w+?-|/(DefaultPolicy|Resource)", "", grant.place)
        for attachment in attachments(app)
        for grant in grants_of(attachment)
        if grant.action in PUTS and grant.resource in (stream, "*") and attachment.kind == "identity"
    )


@pytest.mark.parametrize("environment", ["starter", "dev", "prod", "full"])
def test_every_role_that_puts_on_the_stream_is_declared(environment: str) -> None:
    """FAULTS 50."""
    assert writers(environment) <= set(DECLARED)


def test_nobody_is_declared_who_may_not_put() -> None:
    assert set(DECLARED) - {"Backfill/Job/Role"} == writers("full")


def test_a_backfill_onto_the_stream_is_declared_by_its_role() -> None:
    backfill = settings_of(preset("full"), BackfillSettings)
    onto_stream = synthesize(
        beside(preset("full"), replace(backfill, mode=BackfillMode.STREAM, events_a_day=10_000, days=30))
    )

    roles = {
        policy.logical_id
        for policy in onto_stream.every("AWS::IAM::Policy")
        if policy.stack.endswith("-Backfill") and "kinesis:PutRecords" in str(policy.properties)
    }
    assert len(roles) == 1
    assert "Backfill/Job/Role" in DECLARED


def test_what_is_said_of_one_partition_alone_is_said_of_no_role_that_speaks_for_many() -> None:
    spoken = dict(re.findall(r"^\| `([\w/]+)` \| [^|]+ \| ([^|]+) \|", PAGE, re.MULTILINE))

    assert {name for name, of in spoken.items() if of.startswith("one store")} == {
        "Push/Push/Role",
        "Sources/DeviceSource/Role",
        "Sources/DeviceSource/FunctionRole",
        "Lake/IngestStoreFiles/Role",
    }


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)]+)\)", PAGE):
        assert (REPOSITORY / "docs" / target).is_file(), target
