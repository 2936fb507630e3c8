"""What a newcomer meets when something is missing: one line that says what to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.synthesis import REPOSITORY

PROGRAMS = ("awk", "bash", "df", "dirname", "grep", "mkdir", "tail")
TOO_OLD = "#!/bin/bash\nexit 1\n"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What setup.sh reads of a fresh clone, on a machine that has no Python."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "bin").mkdir()
    for name in ("requirements.txt", "constraints.txt", "tools/setup.sh"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    for program in PROGRAMS:
        (tmp_path / "bin" / program).symlink_to(shutil.which(program) or program)
    return tmp_path


def give(clone: Path, program: str, script: str) -> None:
    (clone / "bin" / program).unlink(missing_ok=True)
    (clone / "bin" / program).write_text(script)
    (clone / "bin" / program).chmod(0o755)


def set_up(clone: Path, **environment: str) -> str:
    """Run it to its failure, and return what it says to standard error."""
    ran = subprocess.run(
        ["bash", "tools/setup.sh", "python"],
        cwd=clone,
        env={"PATH": str(clone / "bin"), "HOME": str(clone)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stdout
    return ran.stderr


def python_of_this_test() -> str:
    return f'#!/bin/bash\nexec {sys.executable} "$@"\n'


def test_without_python_it_says_which_to_install(clone: Path) -> None:
    for name in ("python3", "python3.11"):
        give(clone, name, TOO_OLD)

    assert set_up(clone) == (
        "sluice: no Python 3.11 or newer was found:"
        " install one, or name it with 'make PYTHON=/path/to/python3.11'\n"
    )


def test_on_a_full_disk_it_says_how_much_is_needed(clone: Path) -> None:
    give(clone, "python3.11", python_of_this_test())
    give(clone, "df", "#!/bin/bash\necho header\necho disk 9 9 12 99% /\n")

    assert set_up(clone) == ("sluice: only 12 MB are free here and the packages take 4000: free some disk\n")


def test_without_a_network_it_says_what_failed_and_where_to_read_on(clone: Path) -> None:
    give(clone, "python3.11", python_of_this_test())

    told = set_up(clone, PIP_INDEX_URL="http://127.0.0.1:9", PIP_RETRIES="0", PIP_CONFIG_FILE=os.devnull)

    assert told.startswith("sluice: installing uv failed: is there a network? The last line was: ERROR: ")
    assert told.endswith("(all in build/setup.log)\n")
    assert told.count("\n") == 1
