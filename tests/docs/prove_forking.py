"""The walk of docs/forking.md, typed as it stands there into a copy of the repository."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.synthesis import REPOSITORY

PAGE = (REPOSITORY / "docs/forking.md").read_text()
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
INSTALLED = (".venv", "node_modules")


def copied(folder: Path) -> Path:
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


def test_the_commands_of_the_walk_lead_from_a_copy_to_a_demo_of_it(tmp_path: Path) -> None:
    folder = copied(tmp_path / "sluice")
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    assert len(COMMANDS) == 3
    for command in COMMANDS:
        run = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=variables, capture_output=True, check=False, text=True
        )
        assert run.returncode == 0, f"{command}: {run.stdout[-2000:]}{run.stderr[-2000:]}"

    assert (folder / "cdk.out/Sluice-dev-Consumers.template.json").exists()
    assert "my-domain" in (folder / "build/demo.json").read_text() or (folder / "build/demo.html").exists()
