"""A copy of the repository, in which a test changes what a user would change."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.synthesis import REPOSITORY

INSTALLED = (".venv", "node_modules")


def copy_repository(folder: Path) -> Path:
    """Copy what is tracked; what is installed stays where it is."""
    listed = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, check=True, text=True)
    for name in listed.stdout.splitlines():
        if (source := REPOSITORY / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    for name in INSTALLED:
        (folder / name).symlink_to(REPOSITORY / name)
    return folder


def own_variables() -> dict[str, str]:
    """Return this process's variables but those that would show a copy the code of another folder."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
