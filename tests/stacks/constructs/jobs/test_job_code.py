"""A job finds what it imports: in the archive, or among what Glue has and installs."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from aws_cdk import Stack

from stacks.constructs.jobs.job_code import PACKAGES, modules, packages
from stacks.constructs.packages import PLAYED
from tests.stacks.scripts import scripts
from tests.stacks.synthesized import app_with
from tests.synthesis import REPOSITORY


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive as CDK zips it: the staged folder's files, at its root."""
    app = app_with()
    asset = packages(Stack(app, "Stack"))
    staged = Path(app.outdir) / asset.asset_path
    zipped = tmp_path_factory.mktemp("archive") / "packages.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for path in sorted(staged.rglob("*")):
            archive.write(path, path.relative_to(staged))
    return zipped


def names(archive: Path) -> Iterator[Path]:
    """The files in it."""
    with zipfile.ZipFile(archive) as opened:
        yield from (Path(name) for name in opened.namelist() if not name.endswith("/"))


def test_has_the_packages_at_its_root_and_nothing_else(archive: Path) -> None:
    assert {name.parts[0] for name in names(archive)} == set(PACKAGES)


def test_has_all_that_the_packages_hold_but_compiled_leftovers(archive: Path) -> None:
    held = {
        path.relative_to(REPOSITORY)
        for package in PACKAGES
        for path in (REPOSITORY / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert set(names(archive)) == {
        path
        for path in held
        if path.name != "requirements.txt" and path.parts[1] not in PLAYED.get(path.parts[0], ())
    }


@pytest.mark.parametrize("script", sorted(scripts()))
def test_a_script_starts_with_nothing_of_ours_beside_it(script: str, archive: Path, tmp_path: Path) -> None:
    """As Glue does: the script alone in a folder, the archive on the path."""
    alone = tmp_path / f"{script}.py"
    alone.write_text((REPOSITORY / "jobs" / "retail" / f"{script}.py").read_text())

    started = subprocess.run(
        [sys.executable, str(alone)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(archive), "AWS_DEFAULT_REGION": "eu-west-1"},
        capture_output=True,
        check=False,
        text=True,
    )

    assert "the following arguments are required: --" in started.stderr, started.stderr


def test_queries_are_read_from_within_the_archive(archive: Path, tmp_path: Path) -> None:
    asked = "import jobs; from jobs.retail.steps import STEPS; print(jobs.__file__, STEPS.query('sold'))"

    read = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=tmp_path,
        env={"PYTHONPATH": str(archive)},
        capture_output=True,
        check=True,
        text=True,
    )

    assert str(archive) in read.stdout
    assert "SELECT" in read.stdout


def test_glue_installs_the_versions_that_everything_has() -> None:
    pins = modules().split(",")

    assert [pin.partition("==")[0] for pin in pins] == ["msgspec", "tenacity"]
    assert set(pins) <= set((REPOSITORY / "constraints.txt").read_text().splitlines())
    assert pins[0] in (REPOSITORY / "lambdas/requirements.txt").read_text().splitlines()
