import importlib.metadata

import pytest
from ministack.services import lambda_svc

from twin import ministack
from twin.errors import NotInstalled


def test_refuses_another_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "1.6.0")

    with pytest.raises(NotInstalled, match=r"1\.5\.33, found 1\.6\.0"):
        ministack.require_release()


def test_refuses_to_run_beside_what_it_cannot_switch_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(lambda_svc, "_poll_kinesis")

    with pytest.raises(NotInstalled, match="_poll_kinesis"):
        ministack.switch_off()


def test_knows_which_types_can_be_played() -> None:
    types = ministack.playable_types()

    assert {"AWS::Kinesis::Stream", "AWS::Kinesis::StreamConsumer"} <= types
    assert "AWS::DMS::ReplicationConfig" not in types
