"""Which folder provides the package `domain`: this repository's own, or one that `-c domain=FOLDER` names."""

import os
import sys
from pathlib import Path

import domain

REPOSITORY = Path(__file__).parent


class NoDomain(ValueError):
    """A folder that provides no domain."""

    def __init__(self, folder: str) -> None:
        super().__init__(f"domain is {folder}: there is no {folder}/domain/__init__.py, see docs/forking.md")


def provides(folder: str) -> bool:
    """Return whether the domain of this process comes from a folder; raise NoDomain if it has none."""
    package = (REPOSITORY / folder / "domain").resolve()
    if not (package / "__init__.py").is_file():
        raise NoDomain(folder)
    return Path(domain.__file__).resolve().parent == package


def restart_with(folder: str) -> None:
    """Start this program again with a folder's domain: modules that were imported have read the other one."""
    path = os.pathsep.join((str((REPOSITORY / folder).resolve()), str(REPOSITORY)))
    os.environ.update(PYTHONPATH=path, PYTHONSAFEPATH="1")
    os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606
