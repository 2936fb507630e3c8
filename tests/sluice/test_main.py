"""What can't be done is said in one line, with exit code 2."""

import json
import subprocess
import sys
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner, Result

from sluice.__main__ import app
from tests.proxied import proxy
from tests.sluice.complaints import complaint_of
from tests.sluice.lake.deployed import JOBS, create_stack, deploy
from tests.synthesis import REPOSITORY, having, templates

NOWHERE = "http://127.0.0.1:9"
EXPIRED = {"error": {"code": "ExpiredToken", "message": "The security token is expired"}}
HOW = "which isn't there: install what provides it\n"
COMMANDS = [*JOBS, "tables", "empty"]
EMPTY = '{"Resources": {"Nothing": {"Type": "AWS::SQS::Queue"}}}'


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the AWS configuration again, and find nobody at the endpoint at the first try."""
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("AWS_ENDPOINT_URL", NOWHERE)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.delenv("AWS_REGION", raising=False)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    with mock_aws():
        yield


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def complaint(*arguments: str) -> str:
    """The line that somebody is told who can't have what they want."""
    return complaint_of(ran(*arguments))


def given(job: str) -> dict[str, str]:
    """The arguments of the job's only run, but for the job's own."""
    [run] = boto3.client("glue").get_job_runs(JobName=job)["JobRuns"]
    own = boto3.client("glue").get_job(JobName=job)["Job"]["DefaultArguments"]
    return {name: each for name, each in run["Arguments"].items() if name not in own}


@pytest.mark.parametrize(
    ("arguments", "handed_on"),
    [
        (["curate", "dev"], {}),
        (["curate", "dev", "--from", "2017-12-22T17"], {"--FROM": "2017-12-22T17"}),
        (
            ["close", "dev", "--from", "2017-1-1", "--to", "2017-1-2"],
            {"--FROM": "2017-01-01", "--TO": "2017-01-02"},
        ),
        (["ingest", "dev", "--file", "sales/367/a.csv"], {"--FILE": "sales/367/a.csv"}),
    ],
)
@pytest.mark.usefixtures("cloud")
def test_hands_on_what_was_asked_for(arguments: list[str], handed_on: dict[str, str]) -> None:
    deploy(boto3.client)

    answer = ran(*arguments, "--no-wait")

    assert answer.exit_code == 0
    assert given(arguments[0]) == handed_on


@pytest.mark.parametrize("environment", having("Lake"))
def test_finds_every_job_among_the_outputs_of_the_lake(environment: str) -> None:
    template = templates(environment)[f"Sluice-{environment}-Lake"]

    named = [template["Outputs"][output]["Value"]["Ref"] for output in JOBS.values()]

    assert [template["Resources"][name]["Type"] for name in named] == ["AWS::Glue::Job"] * len(JOBS)


@pytest.mark.usefixtures("cloud")
def test_looks_into_the_region_that_cdk_deploys_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-central-1")

    assert complaint("curate", "dev") == "there is no stack Sluice-dev-Lake in eu-central-1"


@pytest.mark.parametrize("command", JOBS)
@pytest.mark.usefixtures("cloud")
def test_says_what_is_not_deployed(command: str) -> None:
    assert complaint(command, "qa") == "there is no stack Sluice-qa-Lake in eu-west-1"


@pytest.mark.parametrize("command", JOBS)
@pytest.mark.usefixtures("cloud")
def test_says_which_capability_a_deployed_environment_lacks(command: str) -> None:
    queue = {"Resources": {"Any": {"Type": "AWS::SQS::Queue"}}}
    boto3.client("cloudformation").create_stack(
        StackName="Sluice-dev-Storage", TemplateBody=json.dumps(queue)
    )

    assert complaint(command, "dev") == "dev has no Lake: name it in environments.py, and deploy"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["replay", "list", "dev"], 2, "sluice: replay needs the Python module msgspec, " + HOW),
        (["status", "dev", "--json"], 2, "sluice: status needs the Python module msgspec, " + HOW),
        (["tables", "--help"], 2, "sluice: tables needs the Python module msgspec, " + HOW),
        (["empty", "--help"], 0, ""),
    ],
)
def test_a_package_that_is_missing_keeps_only_its_own_commands(
    arguments: list[str], code: int, said: str
) -> None:
    start = "import sys; sys.modules['msgspec'] = None; from sluice.__main__ import app; app(sys.argv[1:])"

    ended = subprocess.run(
        [sys.executable, "-c", start, *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (code, said)


@pytest.mark.usefixtures("cloud")
def test_every_group_says_which_capability_an_environment_lacks() -> None:
    boto3.client("cloudformation").create_stack(StackName="Sluice-dev-Storage", TemplateBody=EMPTY)

    assert (
        complaint("events", "replays", "dev") == "dev has no Events: name it in environments.py, and deploy"
    )
    assert complaint("replay", "list", "dev").endswith(": name it in environments.py, and deploy")


@pytest.mark.usefixtures("cloud")
def test_says_that_an_older_lake_must_be_deployed_again() -> None:
    create_stack(boto3.client, {"CurateSalesJob": "curate"})

    assert complaint("close", "dev") == "Sluice-dev-Lake has no output CloseDayJob: deploy it again"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["curate", "dev", "--from", "2017-12-22"],
            "--from is 2017-12-22: write an hour of UTC as 2017-12-22T17",
        ),
        (["close", "dev", "--from", "22.12.2017"], "--from is 22.12.2017: write a day as 2017-12-22"),
        (["close", "dev", "--to", "2017-12-22"], "--to needs --from"),
    ],
)
def test_says_how_to_ask_before_it_asks_anybody(arguments: list[str], told: str) -> None:
    assert complaint(*arguments) == told


@pytest.mark.parametrize("command", COMMANDS)
def test_says_that_nobody_is_there(command: str) -> None:
    assert f'Could not connect to the endpoint URL: "{NOWHERE}/"' in complaint(command, "dev")


@pytest.mark.parametrize("command", COMMANDS)
def test_says_that_there_are_no_credentials(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    assert "Unable to locate credentials" in complaint(command, "dev")


@pytest.mark.parametrize("command", COMMANDS)
def test_says_that_there_is_no_region(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")

    assert complaint(command, "dev") == "You must specify a region."


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with proxy(NOWHERE, [EXPIRED], tmp_path_factory.mktemp("proxy")) as address:
        yield address


@pytest.mark.parametrize("command", COMMANDS)
def test_says_that_the_session_has_expired(
    command: str, refusing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", refusing)

    told = complaint(command, "dev")

    assert "(ExpiredToken)" in told
    assert "The security token is expired" in told


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        (
            "AWS_ENDPOINT_URL",
            "127.0.0.1:4566",
            "Invalid endpoint: 127.0.0.1:4566: write it as http://127.0.0.1:4566",
        ),
        ("AWS_DEFAULT_REGION", "eu west", "Provided region_name 'eu west' doesn't match a supported format."),
        ("AWS_PROFILE", "nobody", "The config profile (nobody) could not be found"),
    ],
)
def test_says_what_is_wrong_with_the_configuration(
    variable: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)

    assert complaint("curate", "dev") == told
