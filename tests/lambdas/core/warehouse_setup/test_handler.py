"""Setting up: every step in order, as often as it is asked; one line for the step that Redshift refuses."""

import importlib
import json
from hashlib import md5
from types import ModuleType
from typing import Any

import pytest

import warehouse
from lambdas.core.warehouse.statements import StatementFailed
from lambdas.core.warehouse_setup.limit import UsageLimit
from tests.lambdas.core.warehouse.redshift import DataApi
from tests.lambdas.core.warehouse.test_handler import CONTEXT, VARIABLES
from warehouse import DeliveryMode

SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:redshift!n-owner-abc"
MORE = {
    "BREACH_ACTION": "deactivate",
    "CATALOG": "a_lake",
    "OLDEST_DAY": "2017-01-01",
    "NAMESPACE": "n",
    "USAGE_LIMIT_RPU_HOURS": "96",
    "WORKGROUP_ARN": "arn:w",
}


class Serverless:
    """Redshift Serverless, as far as it knows limits and who owns a namespace."""

    def __init__(self, *limits: dict[str, Any]) -> None:
        self.limits = list(limits)
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def get_namespace(self, **_: Any) -> dict[str, Any]:
        """Return the namespace."""
        return {"namespace": {"adminPasswordSecretArn": SECRET}}

    def list_usage_limits(self, **_: Any) -> dict[str, Any]:
        """Return the limits."""
        return {"usageLimits": self.limits}

    def create_usage_limit(self, **given: Any) -> None:
        """Add one."""
        self.calls.append(("create", given))
        self.limits.append({"usageLimitId": "1", **given})

    def update_usage_limit(self, **given: Any) -> None:
        """Change it."""
        self.calls.append(("update", given))
        self.limits[0].update(given)


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The handler in a template's environment."""
    for name, value in {**VARIABLES, **MORE, "POWERTOOLS_SERVICE_NAME": "warehouse_setup"}.items():
        monkeypatch.setenv(name, value)
    found = importlib.reload(importlib.import_module("lambdas.core.warehouse_setup.handler"))
    monkeypatch.setattr(found, "serverless", Serverless())
    return found


def run(handler: ModuleType, api: DataApi, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Set up, and return the statements that were run."""
    monkeypatch.setattr(handler, "redshift", api)
    handler.lambda_handler({}, CONTEXT)
    return [sql for [sql] in api.ran]


def test_runs_every_statement_of_every_step_in_order_as_the_owner(
    handler: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = DataApi(looks=1)

    ran = run(handler, api, monkeypatch)

    steps = warehouse.setup_steps(DeliveryMode.STREAMING)
    names = {"stream": "sales", "catalog": "a_lake", "oldest_day": "2017-01-01"}
    assert [sql for sql in ran if not sql.startswith("SELECT 1 FROM svv")] == [
        warehouse.fill_in(sql, names) for step in steps for sql in step.statements
    ]
    assert {each["SecretArn"] for each in api.asked} == {SECRET}


def test_what_is_there_is_not_made_again(handler: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    api = DataApi(looks=1, rows={"SELECT 1 FROM svv": [{"one": 1}]})

    ran = run(handler, api, monkeypatch)

    assert not any(sql.startswith(("CREATE ROLE", "CREATE MATERIALIZED VIEW")) for sql in ran)
    assert any(sql.startswith("CREATE OR REPLACE VIEW") for sql in ran)


def test_a_schema_that_redshift_refuses_ends_it_with_one_line_and_the_rest_unrun(
    handler: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = DataApi(looks=1, refused={"streamed.lines": 'ERROR: syntax error at or near "AT"'})

    with pytest.raises(StatementFailed) as failed:
        run(handler, api, monkeypatch)

    assert str(failed.value) == '040_lines.sql: ERROR: syntax error at or near "AT"'
    assert not any("streamed.fields" in sql for [sql] in api.ran)


def test_firehoses_user_gets_its_secrets_password_and_no_statement_shows_it(
    handler: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Secrets:
        def get_secret_value(self, **_: Any) -> dict[str, str]:
            return {"SecretString": json.dumps({"username": "sluice_deliverer", "password": "hidden"})}

    monkeypatch.setenv("DELIVERY", "firehose")
    monkeypatch.setenv("DELIVERY_SECRET", "arn:s")
    again = importlib.reload(handler)
    monkeypatch.setattr(again, "serverless", Serverless())
    monkeypatch.setattr(again.clients, "secrets_manager", Secrets)
    api = DataApi(looks=1)

    ran = run(again, api, monkeypatch)

    digest = md5(b"hiddensluice_deliverer", usedforsecurity=False).hexdigest()
    assert ran[-1] == f"ALTER USER sluice_deliverer PASSWORD 'md5{digest}'"
    assert not any("hidden" in sql for sql in ran)


@pytest.mark.parametrize(
    ("found", "said", "called"),
    [
        ([], "created", ["create"]),
        ([{"period": "daily", "amount": 96, "breachAction": "deactivate"}], "unchanged", []),
        ([{"period": "daily", "amount": 5, "breachAction": "deactivate"}], "changed", ["update"]),
        ([{"period": "daily", "amount": 96, "breachAction": "log"}], "changed", ["update"]),
        ([{"period": "weekly", "amount": 96, "breachAction": "deactivate"}], "created", ["create"]),
    ],
)
def test_the_limit_becomes_what_is_wanted_and_is_made_once(
    found: list[dict[str, Any]], said: str, called: list[str]
) -> None:
    serverless: Any = Serverless(*({"usageLimitId": "1", **each} for each in found))
    limit = UsageLimit(workgroup="arn:w", rpu_hours=96, breach_action="deactivate")

    assert limit.apply(serverless) == said
    assert [name for name, _ in serverless.calls] == called
    ours = [each for each in serverless.limits if each["period"] == "daily"]
    assert [(each["amount"], each["breachAction"]) for each in ours] == [(96, "deactivate")]
