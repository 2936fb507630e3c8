import pytest

from tests.twin.semantics.streams import failures, mapping, records, reporting
from twin.semantics.batches import InvocationBatch, judge

BATCH = InvocationBatch(records(10, 11, 12))


def test_checkpoints_at_the_lowest_failed_sequence_number() -> None:
    outcome = judge(reporting(), BATCH, failures(12, 11))

    assert outcome.resend_from == 1


def test_compares_sequence_numbers_by_their_place_and_not_as_text() -> None:
    outcome = judge(reporting(), InvocationBatch(records(9, 10)), failures(10))

    assert outcome.resend_from == 1


@pytest.mark.parametrize("response", [None, {}, "", {"batchItemFailures": []}, {"batchItemFailures": None}])
def test_takes_an_empty_or_null_response_or_list_for_complete_success(response: object) -> None:
    assert judge(reporting(), BATCH, response).resend_from == 3


@pytest.mark.parametrize(
    "item",
    [
        {"itemIdentifier": ""},
        {"itemIdentifier": None},
        {"item_identifier": "11"},
        {"itemIdentifier": "99"},
        "11",
    ],
)
def test_takes_a_bad_identifier_for_complete_failure(item: object) -> None:
    response = {"batchItemFailures": [{"itemIdentifier": "12"}, item]}

    assert judge(reporting(), BATCH, response).resend_from == 0


def test_takes_a_response_that_is_no_object_for_complete_failure() -> None:
    assert judge(reporting(), BATCH, "done").resend_from == 0


def test_ignores_item_failures_unless_the_mapping_asks_for_them() -> None:
    assert judge(mapping(), BATCH, failures(11)).resend_from == 3
