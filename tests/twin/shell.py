"""A shell in which an operator types what a page says, with the AWS CLI from PyPI."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from tests.docs.typed import FENCED
from twin.deploy import ROOT, Twin

AWS_CLI = "1.46.3"
NAMES = ROOT / "docs/runbooks/names.sh"
SOURCED = re.compile(r"\. docs/runbooks/names\.sh (.*)")
AS_CLI_2 = """#!/bin/bash
# CLI 2 reads a payload as base64 unless it is told otherwise; CLI 1 reads it as it is, and can't be told.
# CLI 1 leaves this machine for queues unless its endpoint is an option.
given=" $* " kept=()
if [[ $given == *" --payload "* && $given != *" --cli-binary-format raw-in-base64-out "* ]]; then
  echo "CLI 2 would take the payload for base64" >&2
  exit 252
fi
while (($#)); do
  if [[ $1 == --cli-binary-format ]]; then shift 2; else kept+=("$1"); shift; fi
done
exec {aws} --endpoint-url "$AWS_ENDPOINT_URL" "${{kept[@]}}"
"""
PATIENCE = 120
# It needs ledgers that hold sales: prove_operators.py types it where they do.
ELSEWHERE = "sluice rebuild "

NOT_HERE = {
    "aws dms ": "the emulator knows no DMS",
    "aws redshift-data ": "the emulator knows no Data API of Redshift",
    "aws redshift-serverless ": "the emulator knows no Redshift Serverless",
    "aws sqs start-message-move-task ": "the emulator's queues have no such action",
    "$REPLICATION_LOG": "only DMS makes this log group",
}
"""What a command has in it that can't be run here, and why."""


@dataclass(frozen=True)
class Typed:
    """A command of a page, and how it ended."""

    page: str
    command: str
    code: int
    out: str
    err: str

    @property
    def reason(self) -> str:
        """What it has in it that can't be run here."""
        return next((each for each in NOT_HERE if each in self.command), "")

    @property
    def failed(self) -> bool:
        """Whether it did; without a word of error, 1 says that nothing is there."""
        looks = self.command.startswith(("sluice ", "aws s3 ls ")) and not self.err
        return self.code not in ((0, 1) if looks else (0,))

    @property
    def told(self) -> str:
        """All of it."""
        ended = f"{self.out.strip()[:500]} {self.err.strip()[-500:]}"
        return f"{self.page}: {self.command}\n  {self.code}: {ended}"


def statements(page: Path) -> Iterator[str]:
    """The commands of a page's scripts, each whole, then those within its sentences."""
    text = re.sub(r"\bprod\b", "full", page.read_text())
    for language, code in FENCED.findall(text):
        if language == "sh":
            yield from _whole(code)
    for inline in re.findall(r"`([^`]+)`", FENCED.sub("", text)):
        if re.match(r"aws [a-z0-9-]+ [a-z-]+ .*", inline, re.DOTALL):
            yield " ".join(inline.split())


def _whole(code: str) -> Iterator[str]:
    """Join lines until no quote is open and no line goes on."""
    command = ""
    for line in code.splitlines():
        command += line
        try:
            shlex.split(command, comments=True)
        except ValueError:
            command += "\n"
            continue
        if command.endswith("\\"):
            command += "\n"
            continue
        if command.strip():
            yield command
        command = ""


class Shell:
    """Knows the pages' names as names.sh gave them, which is asked once for each consumer."""

    def __init__(self, twin: Twin, directory: Path, given: dict[str, str]) -> None:
        self._twin, self._directory, self._given, self._lock = twin, directory, given, Lock()
        self._names = cache(self._names_of)
        (directory / "docs").symlink_to(ROOT / "docs")
        for name in ("token", "secret.json"):
            (directory / name).write_text("{}")
        program = directory / "bin" / "aws"
        program.parent.mkdir()
        program.write_text(AS_CLI_2.replace("{{", "{").replace("}}", "}").replace("{aws}", str(aws_cli())))
        program.chmod(0o755)

    def page(self, name: str) -> list[Typed]:
        """Type all that a page says, in its order."""
        names, typed = Path("/dev/null"), []
        for command in statements(ROOT / f"docs/{name}.md"):
            if sourced := SOURCED.match(command):
                with self._lock:
                    names = self._names(sourced[1])
            elif not command.startswith(ELSEWHERE):
                typed.append(self.type(name, command, names))
        return typed

    def type(self, page: str, command: str, names: Path) -> Typed:
        """Type one command."""
        given = [f': "${{{name}:?}}"' for name in set(re.findall(r"\$\{?([A-Z_]+)", command))]
        script = "\n".join(["set -euo pipefail", f". {names}", *given, command])
        with self._lock if "start-job-run" in command else nullcontext():
            done = self._run(script)
            if "start-job-run" in command:
                self._end_runs()
        return Typed(page, command, done.returncode, done.stdout, done.stderr)

    def _end_runs(self) -> None:
        """End what no job does here: the next page starts it again."""
        glue = self._twin.emulator.client("glue")
        for job in self._twin.app.resources("AWS::Glue::Job"):
            for run in glue.get_job_runs(JobName=job.physical_id)["JobRuns"]:
                glue.batch_stop_job_run(JobName=job.physical_id, JobRunIds=[run["Id"]])

    def _names_of(self, arguments: str) -> Path:
        kept = self._directory / f"{arguments.replace(' ', '-')}.sh"
        names = " ".join(sorted(set(re.findall(r"(?:^|\$1 )([A-Z_]+)=", NAMES.read_text(), re.MULTILINE))))
        ask = f"set -e\n. docs/runbooks/names.sh {arguments}"
        done = self._run(f"{ask}\n(declare -p {names}; declare -f) > {kept}")
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return kept

    def _run(self, script: str) -> subprocess.CompletedProcess[str]:
        first = (str(self._directory / "bin"), str(Path(sys.executable).parent))
        path = os.pathsep.join((*first, os.environ["PATH"]))
        return subprocess.run(
            ["bash", "-c", script],
            cwd=self._directory,
            env=self._twin.emulator.environment | {"PATH": path, "PYTHONPATH": str(ROOT)} | self._given,
            input="y\n",
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )


@cache
def aws_cli() -> Path:
    """The AWS CLI, in an environment of its own: it pins another botocore than the project."""
    home = ROOT / f"build/awscli-{AWS_CLI}"
    if not (home / "bin/aws").is_file():
        uv = (sys.executable, "-m", "uv")
        subprocess.run([*uv, "venv", "--quiet", "--clear", home], check=True)
        python = home / "bin/python"
        install = (*uv, "pip", "install", "--quiet", "--python", python)
        subprocess.run([*install, f"awscli=={AWS_CLI}"], check=True)
    return home / "bin/aws"
