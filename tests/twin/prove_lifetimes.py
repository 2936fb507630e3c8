"""What `make deploy` and `make destroy` do, by the real command lines: again, side by side, after a failure.

tests/twin/test_lifetimes.py has every stack and every resource, without the CDK's.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sluice.__main__ import app as sluice
from tests.synthesis import ENVIRONMENTS, OWN_DOMAIN
from tests.twin.account import EmulatedAccount
from twin.assembly import Assembly
from twin.deploy import NOWHERE, bootstrap, deploy, run_cdk, unplayed
from twin.emulator import Emulator
from twin.errors import NotDeployable
from twin.loopback import environment

LOG_GROUP = "/sluice/prod/close_day/error"


@pytest.fixture(scope="module")
def assemblies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assembly]:
    """Each environment as `cdk synth` writes it."""
    return {name: synthesized(name, tmp_path_factory.mktemp(name)) for name in ENVIRONMENTS}


def synthesized(name: str, directory: Path) -> Assembly:
    given = {**OWN_DOMAIN, "environment": name, "layer": "host"}
    context = (word for each in given.items() for word in ("--context", "=".join(each)))
    arguments = ("synth", "--quiet", "--no-validation", "--output", str(directory / "cdk.out"), *context)
    run_cdk(*arguments, log=directory / "synth.log", variables=environment(NOWHERE))
    return Assembly.read(directory / "cdk.out")


class Operator:
    """Who types the commands of the Makefile."""

    def __init__(self, emulator: Emulator, assemblies: dict[str, Assembly], logs: Path) -> None:
        self._emulator, self._assemblies, self._logs = emulator, assemblies, logs
        bootstrap(emulator, assemblies["prod"], log=logs / "bootstrap.log")

    def deploy(self, name: str) -> None:
        """Type `make deploy`."""
        deploy(self._emulator, self._assemblies[name], log=self._logs / "deploy.log", say=len)

    def destroy(self, name: str) -> None:
        """Type `make destroy`, and yes."""
        self._destroy(name, f"Sluice-{name}-Stream", f"Sluice-{name}-Events")
        emptied = CliRunner().invoke(sluice, ["empty", name, "--yes"], env=self._emulator.environment)
        assert emptied.exit_code == 0, emptied.output
        self._destroy(name, "--all")

    def _destroy(self, name: str, *which: str) -> None:
        arguments = ("destroy", *which, "--force", "--app", str(self._assemblies[name].directory))
        run_cdk(*arguments, log=self._logs / "destroy.log", variables=self._emulator.environment)


@pytest.fixture
def emulator(assemblies: dict[str, Assembly], tmp_path: Path) -> Iterator[Emulator]:
    recorded = frozenset().union(*(unplayed(each, len) for each in assemblies.values()))
    with Emulator(log=tmp_path / "emulator.log", recorded=recorded) as running:
        yield running


@pytest.fixture
def operator(emulator: Emulator, assemblies: dict[str, Assembly], tmp_path: Path) -> Operator:
    return Operator(emulator, assemblies, tmp_path)


def test_prod_comes_again_and_dev_comes_and_goes_beside_it(emulator: Emulator, operator: Operator) -> None:
    account = EmulatedAccount(emulator)
    operator.deploy("prod")
    operator.destroy("prod")
    operator.deploy("prod")
    alone = account.inventory()

    operator.deploy("dev")
    operator.destroy("dev")

    assert len(alone["glue DatabaseList"]) == 2
    assert account.inventory() == alone


def test_a_first_deploy_that_failed_is_repeated_by_the_same_command(
    emulator: Emulator, operator: Operator
) -> None:
    logs = emulator.client("logs")
    logs.create_log_group(logGroupName=LOG_GROUP)
    with pytest.raises(NotDeployable):
        operator.deploy("prod")
    assert EmulatedAccount(emulator).inventory()["glue DatabaseList"] == frozenset()

    logs.delete_log_group(logGroupName=LOG_GROUP)
    operator.deploy("prod")

    assert len(EmulatedAccount(emulator).inventory()["glue DatabaseList"]) == 1
