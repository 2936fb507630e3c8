"""The image is built nowhere here: its steps are followed without Docker."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from stacks.constructs.backfill.image import COPIED, DOCKERFILE
from tests.synthesis import REPOSITORY, resources, templates

TEXT = (REPOSITORY / DOCKERFILE).read_text()
REQUIREMENTS = REPOSITORY / "docker/backfill/requirements.txt"


IMPORTED = """
import sys, jobs.retail.backfill
files = {name.partition(".")[0]: getattr(one, "__file__", "") or "" for name, one in sys.modules.items()}
print(*(name for name, file in files.items() if "site-packages" in file))
"""


def copied(directory: Path) -> None:
    """Do what COPY does."""
    for step in re.findall(r"^COPY (.+)$", TEXT, re.MULTILINE):
        *sources, target = step.split()
        for each in sources:
            source, into = REPOSITORY / each, directory / target
            if source.is_dir():
                shutil.copytree(source, into, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                into.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, into)


def test_the_program_runs_with_what_is_copied_and_nothing_else(tmp_path: Path) -> None:
    copied(tmp_path)

    done = subprocess.run(
        [sys.executable, "-m", "jobs.retail.backfill", "--help"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert {"list", "plan", "run"} <= set(re.findall(r"\w+", done.stdout))


def test_the_context_holds_what_is_copied() -> None:
    sources = {each for step in re.findall(r"^COPY (.+) \S+$", TEXT, re.MULTILINE) for each in step.split()}

    for source in sources:
        assert any(source == each or source.startswith(f"{each}/") for each in COPIED), source


def test_every_package_is_pinned_as_everywhere_else() -> None:
    """The resolver is asked what the list comes to: nothing that isn't among the constraints."""
    pins = {line for line in REQUIREMENTS.read_text().splitlines() if line}
    constraints = set((REPOSITORY / "constraints.txt").read_text().splitlines())

    assert pins <= constraints


def test_what_the_program_imports_is_in_the_list() -> None:
    """A package that comes with another one is named by it."""
    listed = {line.partition("==")[0] for line in REQUIREMENTS.read_text().splitlines()} | {"botocore"}
    found = subprocess.run(
        [sys.executable, "-c", IMPORTED], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )

    of_boto3 = {"certifi", "dateutil", "jmespath", "s3transfer", "six", "urllib3"}
    assert set(found.stdout.split()) - of_boto3 <= listed | {
        "_distutils_hack",
        "_virtualenv",
        "typing_extensions",
    }


def test_the_command_is_the_one_that_the_image_starts() -> None:
    [job] = resources("full", "AWS::Batch::JobDefinition")

    assert f"CMD {json.dumps(job['Properties']['ContainerProperties']['Command'])}" in TEXT


def test_synthesizing_needs_no_docker() -> None:
    """What is there is a folder, which a deploy builds."""
    assert "AWS::Batch::JobDefinition" in {
        each["Type"] for each in templates("full")["Sluice-full-Backfill"]["Resources"].values()
    }
