"""What the scenario sends is an event to everybody, under one id and one partition."""

import json
from datetime import date

from jsonschema import Draft4Validator

from contracts.claim_check import Claim
from domain import CONSUMERS, EVENT
from domain.scenario import SCENARIO
from lambdas.core import contract
from lambdas.core.manifest.rules import partition_of as partition_in_manifest
from lambdas.core.replay.batches import split_batches
from producer.claims import ClaimBucket
from producer.event import encode
from stacks.constructs.push.endpoint import render_request
from stacks.constructs.push.schema import event_schema
from stacks.constructs.push.usage_plan import PushKey
from tests import emulated
from tests.conformance.deployed import HERE, variables_of
from tests.conformance.sample import contradicted, id_of, parse, payload_of, renewed, sample, source
from twin.semantics.vtl import Template

OLDEST = date.fromisoformat(variables_of(CONSUMERS[0].name)[1]["OLDEST_DAY"])


def test_the_source_sends_the_same_for_the_same_days() -> None:
    assert SCENARIO.source(SCENARIO.first_day, SCENARIO.days) == source()


def test_the_source_sends_each_event_once_by_time() -> None:
    ids, times = [id_of(each) for each in source()], [each.sent_at for each in source()]

    assert len(ids) == len(set(ids))
    assert times == sorted(times)


def test_every_event_is_taken() -> None:
    for message in source():
        event = parse(message.data)
        contract.refuse_times(event, message.sent_at, OLDEST)


def test_everybody_reads_the_same_id_and_partition() -> None:
    for message in sample():
        partition, event_id = message.partition, id_of(message)
        event, sent = parse(message.data), encode(message.data)
        lines = split_batches(
            [message.data],
            after=0,
            most=1,
            only=partition,
            arrived_at=message.sent_at,
            oldest=EVENT.day(event),
        )

        assert (contract.partition_of(event), contract.id_of(event)) == (partition, event_id)
        assert EVENT.event_id(contract.key_of(event)) == event_id
        assert (sent.partition, sent.event_id) == (partition, event_id)
        assert EVENT.payload_fields(payload_of(message)) == (event_id, partition)
        assert partition_in_manifest(message.data) == partition
        assert [each.partition for lot in lines for each in lot.records] == [partition]


def test_the_push_endpoint_takes_an_event_and_puts_it_under_its_partition() -> None:
    validator = Draft4Validator(event_schema())
    for message in sample():
        key = PushKey(sender=message.partition, expires=date(2099, 12, 31))
        request = render_request({"key": key}, stream="stream", partition=EVENT.partition.name)
        put = Template(request).render(message.data.decode(), api_key_id="key", requested_at=1.7e9).text

        assert validator.is_valid(payload_of(message))
        assert json.loads(put)["PartitionKey"] == message.partition


def test_the_claim_check_of_an_event_has_its_key() -> None:
    s3 = emulated.s3()
    s3.create_bucket(Bucket="raw", CreateBucketConfiguration=HERE)
    message = sample()[0]

    claim = contract.parse(ClaimBucket(s3=s3, bucket="raw").check_in(encode(message.data)).data)

    assert isinstance(claim, Claim)
    assert contract.key_of(claim) == contract.key_of(parse(message.data))


def test_the_order_of_fields_makes_no_other_payload() -> None:
    for message in sample():
        turned = json.dumps(dict(reversed(payload_of(message).items())), indent=None).encode()

        assert contract.digest(turned) == contract.digest(message.data)


def test_what_contradicts_an_event_is_another_payload_under_its_id() -> None:
    for message in sample():
        other = contradicted(message)

        assert contract.key_of(parse(other.data)) == contract.key_of(parse(message.data))
        assert contract.digest(other.data) != contract.digest(message.data)


def test_what_is_renewed_is_taken_under_an_id_that_the_source_never_has() -> None:
    taken = {id_of(each) for each in source()}
    new = [renewed(sample()[0], number) for number in range(50)]

    for message in new:
        event = parse(message.data)
        contract.refuse_times(event, message.sent_at, OLDEST)
    ids = {id_of(each) for each in new}
    assert len(ids) == len(new)
    assert not ids & taken


def test_whoever_is_outside_is_told_of_what_is_due() -> None:
    for message in source():
        told = EVENT.alert is not None and EVENT.alert.payload(parse(message.data)) is not None
        assert told == SCENARIO.alerts(payload_of(message)), id_of(message)
