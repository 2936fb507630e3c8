"""The app as the CDK CLI runs it."""

import pytest
from aws_cdk import Stack
from aws_cdk.aws_s3 import Bucket

import app
from environments import preset
from tests.stacks.synthesized import app_with


def test_says_in_one_line_what_is_wrong_with_a_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "App", lambda: app_with(environment="prd"))

    with pytest.raises(SystemExit) as refusal:
        app.main()

    assert refusal.value.code == "sluice: environment is 'prd': must be one of dev, prod, full, starter"


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
