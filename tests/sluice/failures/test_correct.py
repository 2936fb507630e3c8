"""An operator says which payload of a sale is right: by a conflict, or by a file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from contracts.refusals import Reason
from lambdas.core import contract
from lambdas.core.claims import Claims
from sluice.failures.corrections import Corrections, next_correction
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.failures.typed import BROKEN, answered, environment, ran, refuse, stream

FIRST = encoded(sale(1, lines=[line("pear", 2)]))
OTHER = encoded(sale(1, lines=[line("pear", 3)]))
WHY = ("--reason", "counted by hand")


@pytest.fixture(autouse=True)
def dev(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Dev, where both consumers have refused another payload of a sale."""
    with environment(monkeypatch):
        refuse(OTHER, reason=Reason.CONFLICT)
        yield


def conflict() -> str:
    """The id of the conflict at one of the consumers."""
    listed = answered("failures", "list", "dev", "--reason", "conflict", "--consumer", "loyalty")
    return str(listed[0]["id"])


def correct(*more: str) -> Any:
    """What the command answers of that conflict."""
    return answered("failures", "correct", "dev", conflict(), *WHY, *more)


def sent() -> list[contract.WholeEvent]:
    """What consumers read of what was sent."""
    return [contract.read_event(each, Claims(boto3.client("s3"), "raw")) for each in stream()]


def states() -> list[str]:
    return [each["state"] for each in answered("failures", "list", "dev")]


def test_without_apply_it_only_says_what_would_stand() -> None:
    said = correct()

    assert said["payload"]["lines"][0]["quantity"] == 3
    assert (said["correction"], len(said["failures"])) == (1, 2)
    assert (stream(), states()) == ([], ["waiting", "waiting"])


def test_what_was_refused_by_both_is_sent_once_with_its_reason() -> None:
    """FAULTS 53."""
    assert correct("--apply")["sent"] is True

    [whole] = sent()
    assert whole.data == OTHER
    assert whole.correction is not None
    assert whole.correction.reason == "counted by hand"
    assert set(contract.digests(OTHER)) <= whole.correction.settled
    assert states() == ["sent", "sent"]


def test_another_payload_comes_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "first.json").write_bytes(FIRST + b"\n")

    correct("--payload", str(tmp_path / "first.json"), "--apply")

    [whole] = sent()
    assert whole.data == FIRST
    assert whole.correction is not None
    assert contract.digest(OTHER) in whole.correction.settled


def test_said_again_it_is_the_same_correction_and_another_word_is_the_next(tmp_path: Path) -> None:
    """Who was killed between keeping and sending says it again."""
    (tmp_path / "first.json").write_bytes(FIRST)
    numbers = [correct("--apply")["correction"] for _ in range(2)]

    assert [*numbers, correct("--payload", str(tmp_path / "first.json"))["correction"]] == [1, 1, 2]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (encoded(sale(2)), "holds sale 367/2017-03-01/4/2, the failure is of 367/2017-03-01/4/1"),
        (BROKEN, "can't be right: wrong_shape: lines[0].quantity"),
        (json.dumps(sale(1), indent=2).encode(), "can't be right: line_break"),
    ],
    ids=["another sale", "a broken one", "on several lines"],
)
def test_what_nobody_would_take_is_said_in_one_line(written: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "it.json").write_bytes(written)

    said = ran("failures", "correct", "dev", conflict(), *WHY, "--payload", str(tmp_path / "it.json"))

    assert (said.exit_code, said.stderr.count("\n")) == (2, 1)
    assert why in said.stderr


@pytest.mark.parametrize("reason", ["", "x" * 501], ids=["none", "too long"])
def test_a_reason_that_no_consumer_would_take_is_said_in_one_line(reason: str) -> None:
    """What is once kept as a correction nobody can take back."""
    said = ran("failures", "correct", "dev", conflict(), "--reason", reason, "--apply")

    assert (said.exit_code, said.stderr.count("\n")) == (2, 1)
    assert "no consumer would take" in said.stderr
    assert (stream(), states()) == ([], ["waiting", "waiting"])


def test_what_is_no_conflict_is_repaired_and_not_corrected() -> None:
    refuse(BROKEN, number=2)
    [other, *_] = answered("failures", "list", "dev", "--reason", "wrong_shape")

    said = ran("failures", "correct", "dev", other["id"], *WHY)

    assert said.exit_code == 2
    assert "is no conflict: sluice failures repair mends what is refused" in said.stderr


def test_a_conflict_whose_claimed_payload_is_gone_is_no_hindrance() -> None:
    gone = {"key": "claims/367/gone.json", "sha256": "0" * 64, "bytes": 9}
    names = {name: sale(1)[name] for name in ("schema_version", "sale_id", "store_id")}
    refuse(encoded(names | {"claim": gone}), number=2, reason=Reason.CONFLICT)
    one = conflict()

    assert answered("failures", "correct", "dev", one, *WHY)["correction"] == 1


def test_a_correction_of_an_id_that_lies_within_another_is_not_that_ones() -> None:
    """Ids of some domains go on behind a slash."""
    corrections = Corrections(boto3.client("s3"), "raw")
    corrections.put("367/2017-03-01/4/1/9", next_correction(None, OTHER, [], "of the longer id"))

    assert corrections.last("367/2017-03-01/4/1") is None


def test_a_file_that_is_not_there_is_said_in_one_line() -> None:
    said = ran("failures", "correct", "dev", conflict(), *WHY, "--payload", "nowhere.json")

    assert said.stderr.strip().endswith("--payload nowhere.json can't be read: No such file or directory")
