"""The real CDK command line puts the app on the emulator, as it would put it in an account."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from twin import loopback
from twin.assembly import Assembly
from twin.emulator import Emulator, claim
from twin.errors import NotDeployable, NotInstalled
from twin.loopback import ACCOUNT, REGION
from twin.ministack import playable_types
from twin.permissions.attachments import attachments
from twin.permissions.encryption import encryption_keys
from twin.permissions.policies import Attachment
from twin.physical_ids import deployed_attributes, deployed_ids
from twin.resolve import Parameters, Resolved
from twin.services import permissions
from twin.services.object_locks import set_object_locks
from twin.services.recoveries import set_recoveries

ROOT = Path(__file__).parent.parent
CDK = ROOT / "node_modules/.bin/cdk"
NOWHERE = "http://127.0.0.1:9"
NO_CONTEXT: Mapping[str, str] = MappingProxyType({})
STACK_DEPLOYED = re.compile(r"✅\s+(\S+)$")

Say = Callable[[str], object]
"""Takes one line of progress."""


@dataclass(frozen=True)
class Twin:
    """An environment as it runs here: `seconds` a step, the types that are `recorded` but played by nothing,
    and the `policies` of its templates, which every call is held against."""

    environment: str
    emulator: Emulator
    app: Resolved
    seconds: Mapping[str, float]
    recorded: frozenset[str]
    policies: Sequence[Attachment] = ()


@contextmanager
def deployed(
    *,
    environment: str,
    port: int,
    workspace: Path,
    say: Say,
    parameters: Parameters | None = None,
    context: Mapping[str, str] = NO_CONTEXT,
) -> Iterator[Twin]:
    """Synthesize an environment, start an emulator on `port`, deploy to it; all logs lie in `workspace`.

    The app gets the environment's name in its context, and what `context` has besides.
    """
    seconds: dict[str, float] = {}
    port = claim(port)  # before synth, which takes longer than anybody wants to wait for a bad port
    with _timed("synth", "Synthesizing the app", seconds, say):
        given_to_app = {**context, "environment": environment}
        assembly = synthesize(given_to_app, workspace / "cdk.out", log=workspace / "synth.log")
        recorded = unplayed(assembly, say)
        given = _of_stacks(assembly, parameters or {})
    with _timed("start", "Starting MiniStack", seconds, say):
        emulator = Emulator(port, log=workspace / "emulator.log", recorded=recorded)
    with emulator:
        with _timed("bootstrap", "Bootstrapping", seconds, say):
            bootstrap(emulator, assembly, log=workspace / "bootstrap.log")
        with _timed("deploy", "Deploying", seconds, say):
            deploy(emulator, assembly, log=workspace / "deploy.log", say=say, parameters=given)
        ids = deployed_ids(emulator, assembly)
        app = Resolved(assembly, ids, given, deployed_attributes(emulator, assembly, ids))
        twin = Twin(environment, emulator, app, seconds, recorded, attachments(app))
        set_object_locks(emulator.client("s3"), app)
        set_recoveries(emulator.client("dynamodb"), app)
        enforce(twin)
        yield twin


def _of_stacks(assembly: Assembly, parameters: Parameters) -> Parameters:
    """Leave out the parameters of stacks that the environment hasn't."""
    stacks = {stack.name for stack in assembly.stacks}
    return {(stack, name): value for (stack, name), value in parameters.items() if stack in stacks}


def enforce(twin: Twin) -> None:
    """Have the emulator hold every call against the policies of `twin` from now on."""
    permissions.load(twin.emulator.endpoint, twin.policies, encryption_keys(twin.app))


def synthesize(context: Mapping[str, str], directory: Path, *, log: Path) -> Assembly:
    """Run `cdk synth`, but with a dependency layer that fits this machine's processor and Python.

    It leaves the review to `make synth`: the templates are the same, and two thirds of the time are saved.
    """
    given = (f"{name}={value}" for name, value in {**context, "layer": "host"}.items())
    options = (word for each in given for word in ("--context", each))
    arguments = ("synth", "--quiet", "--no-validation", "--output", str(directory), *options)
    run_cdk(*arguments, log=log, variables=loopback.environment(NOWHERE))
    leave_images_out(directory)
    return Assembly.read(directory)


def leave_images_out(directory: Path) -> None:
    """Have the CDK publish no image of an assembly: it would need Docker, and nothing here runs one.

    What a job's image holds runs by this machine's Python (twin/services/batch_jobs.py).
    """
    for path in directory.glob("*.assets.json"):
        manifest = json.loads(path.read_text())
        if manifest.pop("dockerImages", None):
            path.write_text(json.dumps(manifest))


def unplayed(assembly: Assembly, say: Say) -> frozenset[str]:
    """Return the types that the emulator knows nothing about, each with a line for the user."""
    types = assembly.types - playable_types()
    for name in sorted(types):
        say(f"  {name}: recorded, not run")
    return types


def bootstrap(emulator: Emulator, assembly: Assembly, *, log: Path) -> None:
    """Run `cdk bootstrap`; given the assembly, it doesn't synthesize again."""
    arguments = ("bootstrap", f"aws://{ACCOUNT}/{REGION}", "--app", str(assembly.directory))
    run_cdk(*arguments, log=log, variables=emulator.environment)


def deploy(
    emulator: Emulator, assembly: Assembly, *, log: Path, say: Say, parameters: Parameters | None = None
) -> None:
    """Run `cdk deploy` of every stack; `parameters` where a stack is not to take its default."""
    given = (f"{stack}:{name}={value}" for (stack, name), value in (parameters or {}).items())
    arguments = (
        "deploy",
        "--all",
        "--require-approval",
        "never",
        "--method",
        "direct",
        "--app",
        str(assembly.directory),
        *(argument for value in given for argument in ("--parameters", value)),
    )
    run_cdk(
        *arguments, log=log, variables=emulator.environment, each_line=lambda line: _tell_stack(line, say)
    )


def run_cdk(*arguments: str, log: Path, variables: Mapping[str, str], each_line: Say = len) -> None:
    """Run the CDK command line, all that it says into `log`; raise NotDeployable or NotInstalled."""
    if not CDK.exists():
        raise NotInstalled("The CDK command line isn't installed here: run the twin through make.")
    path = os.pathsep.join((str(Path(sys.executable).parent), variables["PATH"]))
    command = (str(CDK), *arguments, "--no-notices", "--no-color")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as written, _piped(command, {**variables, "PATH": path}) as process:
        for line in process.stdout or ():
            written.write(line)
            each_line(line.rstrip())
    if process.returncode:
        raise NotDeployable(f"cdk {arguments[0]}", log)


def _tell_stack(line: str, say: Say) -> None:
    if done := STACK_DEPLOYED.search(line):
        say(f"  {done[1]}")


def _piped(command: tuple[str, ...], variables: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


@contextmanager
def _timed(step: str, doing: str, seconds: dict[str, float], say: Say) -> Iterator[None]:
    say(f"{doing} …")
    began = time.perf_counter()
    yield
    seconds[step] = time.perf_counter() - began
    say(f"  {seconds[step]:.1f} s")
