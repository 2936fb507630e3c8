"""A file at which runs end, or fail, costs its own sender's files and nobody else's."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from jobs.retail.ingest_store_files import FilesUnanswered
from jobs.retail.landing.file_check import check_file
from jobs.retail.landing.receipts import FileOutcome
from tests.jobs.retail.landing.bad_rows import GOOD
from tests.jobs.retail.landing.prove_crashes import Killed
from tests.jobs.retail.landing.samples import FILE, MILK, NEXT, file, sales, taken
from tests.jobs.retail.shops import NOTHING, Shop

DEADLY, BEHIND = "sales/400/a.csv", "sales/400/b.csv"
OF_THE_OTHERS = [FILE, "sales/9/2017-12-22.csv", "sales/999/2017-12-22.csv"]


def of_store(store: str, key: str) -> Any:
    return sales({**MILK, "store_id": store})._replace(key=key)


@pytest.fixture
def dropped(shop: Shop) -> Shop:
    """Files of four stores; one at which runs end, between others, and one behind it."""
    first, *others = OF_THE_OTHERS
    shop.drop(of_store("367", first), of_store("400", DEADLY))
    shop.drop(sales({**NEXT, "store_id": "400"})._replace(key=BEHIND))
    shop.drop(*(of_store(key.split("/")[1], key) for key in others))
    return shop


@contextmanager
def ending_at(key: str, error: BaseException) -> Iterator[list[str]]:
    """Let a run end, or fail, whenever it asks S3 for a file's content; say for what was asked."""
    asked: list[str] = []

    def step(params: dict[str, Any], **_: object) -> None:
        asked.append(params["Key"])
        if params["Key"] == key:
            raise error

    if not boto3.DEFAULT_SESSION:
        boto3.setup_default_session()
    assert boto3.DEFAULT_SESSION
    events = boto3.DEFAULT_SESSION.events
    events.register("provide-client-params.s3.GetObject", step)
    try:
        yield asked
    finally:
        events.unregister("provide-client-params.s3.GetObject", step)


def outcomes(shop: Shop) -> dict[str, str]:
    return {each.file: each.outcome for each in shop.receipts()}


def die(shop: Shop, times: int) -> None:
    for _ in range(times):
        with ending_at(DEADLY, Killed()), pytest.raises(Killed):
            shop.run()


def test_after_two_deaths_at_a_file_it_is_given_up_and_the_others_are_taken(dropped: Shop) -> None:
    """FAULTS 56."""
    die(dropped, 2)

    with ending_at(DEADLY, Killed()) as asked:
        became = dropped.run()

    assert DEADLY not in asked
    assert became == {**NOTHING, FileOutcome.GIVEN_UP: 1, FileOutcome.ACCEPTED: 1}
    assert outcomes(dropped)[DEADLY] == "given_up"
    assert dropped.read(DEADLY) == of_store("400", DEADLY).body
    assert dropped.counted("FilesRefused") == 1
    assert dropped.run() == NOTHING


def test_the_second_run_takes_every_other_senders_files_before_it_dies(dropped: Shop) -> None:
    die(dropped, 2)

    assert outcomes(dropped) == dict.fromkeys(OF_THE_OTHERS, "accepted")


def test_a_given_up_file_says_so_to_its_store_in_one_line(dropped: Shop) -> None:
    die(dropped, 2)
    dropped.run()

    [problem] = dropped.receipt(DEADLY)["problems"]

    assert problem["message"] == (
        f"{DEADLY}: was given up: our program broke down 2 times while it worked on it. Send it in smaller "
        "files under new names, or ask whoever runs the landing bucket to try it again."
    )


def test_one_death_is_no_reason(dropped: Shop) -> None:
    die(dropped, 1)

    dropped.run()

    assert outcomes(dropped)[DEADLY] == "accepted"


def test_a_given_up_file_is_tried_again_by_hand(dropped: Shop) -> None:
    die(dropped, 2)
    dropped.run()

    assert dropped.run("--FILE", DEADLY) == {**NOTHING, FileOutcome.ACCEPTED: 1}
    assert dropped.receipt(DEADLY)["outcome"] == "accepted"


def test_a_given_up_file_is_tried_again_when_it_is_announced_again(dropped: Shop) -> None:
    die(dropped, 2)
    dropped.run()
    dropped.drop(of_store("400", DEADLY))

    assert dropped.run() == {**NOTHING, FileOutcome.ACCEPTED: 1}


def test_sales_that_were_sent_before_the_deaths_are_the_same_bytes_when_it_is_tried_again(
    shop: Shop,
) -> None:
    """FAULTS 37: once only rests on the sales' ids, and those are the file's."""
    given = sales(MILK, NEXT)
    shop.drop(given)
    for _ in range(2):
        with dying_at_receipt(), pytest.raises(Killed):
            shop.run()

    shop.run()

    assert set(shop.records()) == set(taken(given).sales)
    assert shop.receipt(FILE)["outcome"] == "accepted"


@contextmanager
def dying_at_receipt() -> Iterator[None]:
    """Let a run end when its sales are sent, and nothing is answered."""

    def step(params: dict[str, Any], **_: object) -> None:
        if params["Key"].startswith(("taken/", "receipts/")):
            raise Killed

    assert boto3.DEFAULT_SESSION
    boto3.DEFAULT_SESSION.events.register("provide-client-params.s3.PutObject", step)
    try:
        yield
    finally:
        boto3.DEFAULT_SESSION.events.unregister("provide-client-params.s3.PutObject", step)


def slow_down() -> ClientError:
    response: Any = {"Error": {"Code": "SlowDown"}, "ResponseMetadata": {"HTTPStatusCode": 503}}
    return ClientError(response, "GetObject")


@pytest.mark.parametrize("error", [slow_down(), OSError(28, os.strerror(28))])
def test_what_may_pass_is_no_death_and_stops_no_other_sender(error: Exception, dropped: Shop) -> None:
    for _ in range(3):
        with ending_at(DEADLY, error), pytest.raises(FilesUnanswered, match=DEADLY):
            dropped.run()
    assert outcomes(dropped) == dict.fromkeys(OF_THE_OTHERS, "accepted")

    dropped.run()

    assert outcomes(dropped)[DEADLY] == "accepted"


def test_what_is_not_known_to_pass_is_a_death_when_the_others_are_done(dropped: Shop) -> None:
    for _ in range(2):
        with ending_at(DEADLY, RuntimeError("tok_secret")), pytest.raises(FilesUnanswered) as failed:
            dropped.run()
        assert str(failed.value) == f"{DEADLY}: RuntimeError"
    assert outcomes(dropped) == dict.fromkeys(OF_THE_OTHERS, "accepted")

    dropped.run()

    assert outcomes(dropped)[DEADLY] == "given_up"


def test_behind_a_file_without_an_answer_those_of_its_folder_wait(dropped: Shop) -> None:
    with ending_at(DEADLY, slow_down()) as asked, pytest.raises(FilesUnanswered):
        dropped.run()

    assert f"{BEHIND}.manifest.json" not in asked


@pytest.mark.parametrize("error", [MemoryError(), RecursionError(), KeyError("tok_secret")])
def test_a_file_on_which_the_program_fails_is_refused_and_stops_nobody(
    error: Exception, shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """FAULTS 56: memory that ends as an exception is the file's own fault."""
    shop.drop(file(GOOD), of_store("9", OF_THE_OTHERS[1]))

    def failing(place: Any, *given: Any) -> Any:
        if place.key == FILE:
            raise error
        return check_file(place, *given)

    monkeypatch.setattr("jobs.retail.landing.intake.check_file", failing)

    became = shop.run()

    assert became == {**NOTHING, FileOutcome.ACCEPTED: 1, FileOutcome.REFUSED: 1}
    [problem] = shop.receipt(FILE)["problems"]
    assert (problem["code"], type(error).__name__ in problem["message"]) == ("failed", True)
    logged = capsys.readouterr().err
    assert FILE in logged
    assert "in failing" in logged
    assert "tok_secret" not in logged
