"""The app as the CDK CLI runs it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from aws_cdk import Stack
from aws_cdk.aws_s3 import Bucket

import app
from environments import preset
from stacks.constructs.push.usage_plan import PushKey
from stacks.push import PushSettings
from tests.stacks.synthesized import app_with, beside, settings_of


def test_says_in_one_line_what_is_wrong_with_a_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "App", lambda: app_with(environment="prd"))

    with pytest.raises(SystemExit) as refusal:
        app.main()

    assert refusal.value.code == "sluice: environment is 'prd': must be one of dev, prod, full, starter"


def pushing_until(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Run the app with a dev environment whose only key ends then, as far as it composes."""
    push = replace(settings_of(preset("dev"), PushSettings), keys=(PushKey(sender="367", expires=day),))
    monkeypatch.setattr(app, "App", lambda: app_with(environment="dev"))
    monkeypatch.setattr(app, "PRESETS", {"dev": lambda: beside(preset("dev"), push)})
    app.main()


def test_says_that_a_senders_last_key_ends_soon(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    day = datetime.now(UTC).date() + timedelta(days=2)

    pushing_until(monkeypatch, day)

    said = f"sluice: push.keys: the last key of 367 expires on {day}: give it another beside it\n"
    assert said in capsys.readouterr().err


def test_refuses_an_environment_whose_keys_have_all_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit) as refusal:
        pushing_until(monkeypatch, date(2020, 1, 31))

    assert str(refusal.value.code).startswith("sluice: push.keys is expired, the last on 2020-01-31: give ")


@pytest.mark.parametrize(("domain", "restarts"), [("examples/sensors", ["examples/sensors"]), (".", [])])
def test_starts_again_with_a_domain_that_is_not_the_one_on_the_path(
    domain: str, restarts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    restarted: list[str] = []
    monkeypatch.setattr(app, "App", lambda: app_with(environment="prd", domain=domain))
    monkeypatch.setattr(app, "restart_with", restarted.append)

    with pytest.raises(SystemExit):
        app.main()

    assert restarted == restarts


def test_refuses_what_a_rule_pack_finds_and_nobody_answered() -> None:
    careless = app_with()
    app.compose(careless, preset("dev"))
    Bucket(Stack(careless, "Careless"), "Open")

    with pytest.raises(RuntimeError, match="ValidationFailed"):
        careless.synth()
