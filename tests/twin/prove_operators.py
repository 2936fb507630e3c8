"""The two policies for operators carry every command of the pages, and who only looks changes nothing."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sluice.permissions import LOOK
from tests.twin.operated import CARD, MEMBER, World, operated
from tests.twin.operators import POLICIES, Answered, Operators
from tests.twin.pages import (
    ACCOUNTS,
    BREAKS,
    ERASE,
    FIRST,
    JOBS,
    LOOKS,
    MENDS,
    NOT_IN_DEV,
    NOTHING_TO_DO,
    RECOUNT,
    REST,
    SWAP,
    known,
    told,
)
from tests.twin.printing import Printing
from tests.twin.scenes import Scenes
from twin.lake.runs import glue_runs
from twin.permissions.attachments import attachments
from twin.permissions.policies import grants_of

DONE = (0, 1)
"""1 says that something is wrong or missing, which is what it looks for."""
REFUSED = re.compile(
    r"sluice: (.*: )?\w+:\w+( on \S+)? isn't allowed: the mend policy brings it, "
    r"MendPolicyArn of the environment's Operators stack(;.*)?$"
)
NOT_ASSUMED = re.compile(r"sluice: \S+ can't be assumed by \S+: it takes an MFA code of the caller's device")
MFA = ("--mfa-serial", "arn:aws:iam::111122223333:mfa/anna", "--mfa-code", "123456")
NOT_TYPED = re.compile(r"dynamodb:(ConditionCheckItem|DeleteItem|PutItem) on \S*-FraudAccounts")
"""A swap moves an account once the keys of hashes have changed: tests/lambdas/fraud/test_keys.py."""
ANY_DENIAL = re.compile(r"AccessDenied|not authorized|isn't allowed")


class Play:
    """Types whole scripts; each command that mends is tried by somebody who only looks before."""

    def __init__(self, world: World) -> None:
        self._operators = Operators(world)
        self._scenes = Scenes(world, lambda typed: self._type("mender", typed.split()))
        self.answers: list[tuple[str, Answered]] = []

    def run(self, script: str) -> None:
        """From the first line to the last."""
        for line in script.strip().splitlines():
            kind, command = line.split(maxsplit=1)
            self._run(kind, command)

    def _run(self, kind: str, command: str) -> None:
        page = command.split()
        self._scenes.prepare(page)
        if kind == LOOKS:
            self._type("looker", self._scenes.filled(page), command)
            return
        if kind == BREAKS:
            self._break_glass(self._scenes.filled(page), command)
            return
        if kind == MENDS:
            self._type("trespasser", self._scenes.filled(page), command)
        self._scenes.note(page, self._type("mender", self._scenes.filled(page), command))

    def _break_glass(self, words: list[str], command: str) -> None:
        """Type it without a code of a device, which the role refuses, and with one."""
        if MFA[0] not in words:
            self._type("stranger", words, command)
            words = [*words, *MFA]
        self._type("breaker", words, command)

    def _type(self, who: str, words: list[str], command: str = "") -> Answered:
        answer = self._operators.type(who, words)
        self.answers.append((command, answer))
        return answer


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    directory = tmp_path_factory.mktemp("operated")
    with operated(directory) as world:
        runner = Printing(world.client("logs"))
        with glue_runs(world.twin, runner, directory / "jobs"):
            yield world


def test_every_command_of_the_pages_is_tried() -> None:
    assert set(known()) == told()


@pytest.mark.timeout(1200)
def test_the_policies_carry_every_command_and_who_only_looks_changes_nothing(world: World) -> None:
    play = Play(world)
    play.run(FIRST)
    with ThreadPoolExecutor() as beside:
        for each in beside.map(play.run, (SWAP, RECOUNT, JOBS, REST)):
            assert each is None
    play.run(ACCOUNTS)
    play.run(ERASE)
    _forgot(world, play.answers)

    report = Operators(world).report()
    for command, answer in play.answers:
        JUDGES.get(answer.who, _is_carried)(command, answer)
    _looked_only(report)
    assert _unused(world, report) == [], play.answers[-1]


def _is_carried(command: str, answer: Answered) -> None:
    if command in NOT_IN_DEV:
        assert answer.code == 2, answer
        assert "it is one of" in answer.err, answer
        return
    assert answer.code in DONE or command.startswith("events cancel"), answer
    assert not ANY_DENIAL.search(answer.out + answer.err), answer


def _is_refused(command: str, answer: Answered) -> None:
    if command not in NOTHING_TO_DO:
        assert answer.code == 2, answer
        assert REFUSED.search(answer.err.splitlines()[-1]), answer


def _is_not_assumed(command: str, answer: Answered) -> None:  # noqa: ARG001 (as the others)
    assert answer.code == 2, answer
    assert NOT_ASSUMED.match(answer.err.splitlines()[-1]), answer


JUDGES = {"trespasser": _is_refused, "stranger": _is_not_assumed}


def _forgot(world: World, answers: list[tuple[str, Answered]]) -> None:
    """What the pages purge and forget is gone from raw, and what remains is what they list."""
    [purged] = [answer for command, answer in answers if _is_applied("purge", command, answer)]
    [forgot] = [answer for command, answer in answers if _is_applied("forget", command, answer)]
    # What was sent again and restored lies in raw more than once.
    assert re.search(r"^[1-9]\d* records of raw are purged$", purged.out, re.MULTILINE)
    assert re.search(r"^[1-9]\d* records of raw are redacted$", forgot.out, re.MULTILINE)
    assert "can be restored with the rows that it had, until" in forgot.out
    assert world.traces(CARD, f'"loyalty_id":"{MEMBER}"') == []


def _is_applied(name: str, command: str, answer: Answered) -> bool:
    return command.startswith(name) and "--apply" in command and answer.who == "breaker"


def _looked_only(report: dict[str, Any]) -> None:
    denied = {(each["principal"], each["action"]) for each in report["denied"]}
    assert {who for who, _ in denied} & {"looker", "mender"} == set()
    looks = {(who, action) for who, action, _ in report["calls"] if who in ("looker", "trespasser")}
    assert {action for _, action in looks - denied} <= LOOK


def _unused(world: World, report: dict[str, Any]) -> list[str]:
    policies = {world.output(name) for name in POLICIES["mender"]}
    granted = {
        grant.id
        for each in attachments(world.twin.app)
        if each.owner in policies
        for grant in grants_of(each)
    }
    return sorted(each for each in granted - report["grants"].keys() if not NOT_TYPED.search(each))
