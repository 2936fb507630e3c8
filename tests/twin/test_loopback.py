import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError

from twin.errors import LeavesTheMachine
from twin.loopback import client, environment

ENDPOINT = "http://127.0.0.1:4566"
ONCE = Config(retries={"total_max_attempts": 1})


@pytest.mark.parametrize(
    "endpoint",
    ["", "https://kinesis.eu-west-1.amazonaws.com", "http://127.0.0.1.example.com", "http://10.0.0.1"],
)
def test_a_client_of_another_machine_is_refused(endpoint: str) -> None:
    with pytest.raises(LeavesTheMachine):
        client("kinesis", endpoint)


def test_a_client_ignores_every_account_that_this_machine_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-real-key")
    monkeypatch.setenv("AWS_ENDPOINT_URL_KINESIS", "https://kinesis.eu-west-1.amazonaws.com")

    kinesis = client("kinesis", ENDPOINT)

    assert kinesis.meta.endpoint_url == ENDPOINT
    assert kinesis._request_signer._credentials.access_key != "a-real-key"


def test_a_child_process_inherits_no_way_to_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL_S3", "AWS_SESSION_TOKEN", "CDK_CONTEXT", "PYTHONPATH"):
        monkeypatch.setenv(name, "from-outside")

    child = environment(ENDPOINT)

    assert "from-outside" not in child.values()
    assert child["AWS_ENDPOINT_URL"] == ENDPOINT
    assert child["CDK_DISABLE_CLI_TELEMETRY"] == "true"


def test_a_forgotten_endpoint_fails_in_the_tests_instead_of_reaching_aws() -> None:
    with pytest.raises(EndpointConnectionError):
        boto3.client("kinesis", config=ONCE).list_streams()
