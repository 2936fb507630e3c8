"""A member is forgotten in every place, nothing else changes, and no replay brings them back."""

import json

import boto3
import pytest

from contracts.personal import FORGOTTEN
from contracts.refusals import Reason
from tests.sluice.erasure.places import archived, everything, put, traces
from tests.sluice.failures.typed import OUTPUTS, answered, create_stack, ran
from tests.sluice.retail.erasure.shopper import MEMBER, OF_OTHER, OTHER_WRONG, PLACES, fill, forget, traced

pytestmark = pytest.mark.usefixtures("chain")


def test_without_apply_it_counts_and_changes_nothing() -> None:
    fill()
    before = list(everything())

    said = forget()

    assert (said["tokens"], said["applied"]) == (1, False)
    assert said["events"] == 6
    assert MEMBER not in json.dumps(said)
    assert list(everything()) == before


def test_no_trace_is_left_in_any_version_of_any_bucket_nor_in_a_ledger() -> None:
    fill()
    assert {each.partition("/")[0] for each in traced()} == {*PLACES, "loyalty"}

    forget("--apply")

    assert traced() == []


def test_other_people_and_whoever_shares_a_token_stay() -> None:
    keys = fill()

    forget("--apply")

    assert OF_OTHER in archived(keys[0])
    assert OTHER_WRONG in archived(keys[0])
    assert {*traces(b"member-99")} >= {"landing/sales/367/2017-03-03.csv"}


def test_answers_of_queries_that_name_the_person_go() -> None:
    boto3.client("s3").create_bucket(
        Bucket="results", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Storage")
    create_stack("Sluice-dev-Storage", OUTPUTS["Storage"] | {"AnswersBucket": "results"})
    put("results", "1.csv", f'"loyalty_id","points"\n"{MEMBER}","9"\n'.encode())
    other = put("results", "2.csv", b'"loyalty_id","points"\n"member-99","9"\n')

    said = forget("--apply")

    left = boto3.client("s3").list_object_versions(Bucket="results")["Versions"]
    assert [each["Key"] for each in left] == [other]
    assert said["objects"]["query results"] == 1


def test_a_dry_run_says_what_it_takes_and_changes_nothing() -> None:
    fill()
    before = sorted(everything())

    ended = ran("forget", "dev", "--member", MEMBER, "--dry-run", "--json")

    said = json.loads(ended.stdout)
    assert "Reading all of raw, 2 objects, takes $0.00 and less than a minute, modelled" in ended.stderr
    assert (said["applied"], said["cost"]["modelled"]) == (False, True)
    assert said["cost"]["dollars"] > 0
    assert (said["records"], said["events"], said["tokens"]) == (8, 6, 1)
    assert sorted(everything()) == before


def test_whoever_names_nobody_is_told_so() -> None:
    ended = ran("forget", "dev", "--member", " ")

    assert (ended.exit_code, ended.stderr) == (
        2,
        "sluice: --member names nobody: write the id that events have\n",
    )


def test_cash_is_nobodys_token() -> None:
    keys = fill()

    forget("--apply")

    [cash] = [each for each in map(json.loads, archived(keys[1])) if each.get("sale_id", "").endswith("/5")]
    assert (cash["payment_token"], cash["loyalty_id"]) == ("cash-4", FORGOTTEN)


def test_what_was_refused_is_refused_as_before() -> None:
    fill()
    before = sorted((each["reason"], each["consumer"]) for each in answered("failures", "list", "dev"))

    forget("--apply")

    after = sorted((each["reason"], each["consumer"]) for each in answered("failures", "list", "dev"))
    assert after == before
    assert (str(Reason.WRONG_SHAPE), "loyalty") in after
