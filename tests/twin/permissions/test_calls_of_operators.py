"""What AWS evaluates of an operator's calls, where it is more than the call's own name."""

import json
from typing import Any

from twin.permissions.api_call import ApiCall
from twin.permissions.api_calls import needed_for

TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger-spring1"
EVENTS = "arn:aws:events:eu-west-1:111122223333"


def needed(action: str, resource: str, **asked: Any) -> list[tuple[str, str]]:
    """Actions and resources of a call."""
    call = ApiCall(action, resource, body=json.dumps(asked).encode())
    return [(each.action, each.resource) for each in needed_for(call, {})]


def test_who_creates_a_table_with_tags_tags_it() -> None:
    created = ("dynamodb:CreateTable", TABLE)

    assert needed(*created, TableName="ledger-spring1") == [created]
    assert needed(*created, Tags=[{"Key": "project", "Value": "sluice"}]) == [
        created,
        ("dynamodb:TagResource", TABLE),
    ]


def test_a_replay_of_events_is_about_the_archive_the_bus_and_its_own_name() -> None:
    archive, bus, replay = (
        f"{EVENTS}:{each}" for each in ("archive/all", "event-bus/bus", "replay/orders-1")
    )

    assert needed(
        "events:StartReplay", "*", EventSourceArn=archive, Destination={"Arn": bus}, ReplayName="orders-1"
    ) == [("events:StartReplay", each) for each in (archive, bus, replay)]
    for action in ("events:CancelReplay", "events:DescribeReplay"):
        assert needed(action, "*", ReplayName="orders-1") == [(action, replay)]


def test_an_archive_of_events_and_a_tables_tags_are_asked_for_by_name() -> None:
    archive = ("events:DescribeArchive", f"{EVENTS}:archive/all")

    assert needed("events:DescribeArchive", "*", ArchiveName="all") == [archive]
    assert needed("dynamodb:ListTagsOfResource", "*", ResourceArn=TABLE) == [
        ("dynamodb:ListTagsOfResource", TABLE)
    ]


def test_a_role_is_assumed_with_mfa_by_who_names_a_device_and_its_token() -> None:
    role = "arn:aws:iam::111122223333:role/break-glass"
    with_token = ApiCall("sts:AssumeRole", role, body=b"SerialNumber=arn%3Amfa&TokenCode=123456")
    without = ApiCall("sts:AssumeRole", role, body=b"SerialNumber=arn%3Amfa")

    [[by_token], [bare]] = (list(needed_for(call, {})) for call in (with_token, without))

    assert by_token.context == {"aws:MultiFactorAuthPresent": "true"}
    assert bare.context == {}
    assert by_token.resource == bare.resource == role


def test_who_somebody_is_they_may_always_ask() -> None:
    assert needed("sts:GetCallerIdentity", "*") == []


def test_the_streams_of_a_log_group_are_behind_its_name() -> None:
    group = "arn:aws:logs:eu-west-1:111122223333:log-group:/sluice/dev/close_day/output"

    for resource in (group, f"{group}:*"):
        for action in ("logs:DescribeLogStreams", "logs:FilterLogEvents"):
            assert needed(action, resource) == [(action, f"{group}:log-stream:")]
