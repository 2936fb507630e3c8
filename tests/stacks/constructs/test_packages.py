"""The code is deployed with the domain that the app was asked for, and without what only plays it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stacks.constructs.packages import PLAYED, package_files, stage
from tests.synthesis import REPOSITORY

NAMES = ("contracts", "domain", "lambdas")


def test_each_package_stands_at_the_root_and_nothing_else() -> None:
    copied = {path.relative_to(stage(*NAMES)) for path in stage(*NAMES).rglob("*") if path.is_file()}

    assert {path.parts[0] for path in copied} == set(NAMES)
    assert Path("lambdas/core/consumer.py") in copied
    assert not [path for path in copied if "__pycache__" in path.parts or path.name == "requirements.txt"]


def test_what_plays_the_domain_on_this_machine_is_not_deployed() -> None:
    for package, played in PLAYED.items():
        files = [path.relative_to(REPOSITORY / package) for path in package_files(package)]
        assert files
        assert not [path for path in files if path.parts[0] in played]
    assert (REPOSITORY / "domain" / "scenario").is_dir()


@pytest.mark.parametrize("package", ["contracts", "domain", "jobs", "lambdas", "lake", "producer"])
def test_nothing_that_is_deployed_imports_what_is_played(package: str) -> None:
    modules = [f"{name}.{each.removesuffix('.py')}" for name, played in PLAYED.items() for each in played]

    texts = (path.read_text() for path in package_files(package) if path.suffix == ".py")

    assert not [text for text in texts if any(f"from {module}" in text for module in modules)]


def test_the_folder_that_stands_first_on_the_path_provides_the_domain(tmp_path: Path) -> None:
    other = tmp_path / "other" / "domain"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text('"""Another domain."""\n')
    asked = (
        "import json; from stacks.constructs.packages import package_files;"
        "print(json.dumps([str(path) for path in package_files('domain')]))"
    )

    found = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": f"{other.parent}:{REPOSITORY}"},
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
        text=True,
    )

    assert json.loads(found.stdout) == [str(other / "__init__.py")]
