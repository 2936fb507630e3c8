"""Packages of this repository as they are deployed: each at the root of an asset."""

import shutil
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import domain

REPOSITORY = Path(__file__).parents[2]
STAGED = REPOSITORY / "build" / "packages"
LEFT_OUT = frozenset(("__pycache__", "requirements.txt"))
# What plays a domain on this machine, the data that it plays, and how its contracts were.
PLAYED = {
    "domain": frozenset(("scenario.py", "scenario", "data", "releases")),
    "contracts": frozenset(("scenario.py", "contract_breaks.py")),
}


@cache
def stage(*names: str) -> Path:
    """Return a folder that holds these packages and nothing else; the same files, the same folder."""
    folder = STAGED / _fingerprint(names)
    if not folder.exists():
        STAGED.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=STAGED) as temporary:
            _copy(names, whole := Path(temporary, "whole"))
            _move(whole, folder)
    return folder


def folder_of(name: str) -> Path:
    """Return the folder of a package; the domain's is the first on the path."""
    return Path(domain.__file__).parent if name == "domain" else REPOSITORY / name


def package_files(name: str) -> Iterator[Path]:
    """Yield the files of a package that are deployed, in the order of their paths."""
    folder = folder_of(name)
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_played = parts[0] in PLAYED.get(name, ())
        if path.is_file() and not is_played and LEFT_OUT.isdisjoint(parts):
            yield path


def _fingerprint(names: tuple[str, ...]) -> str:
    found = sha256()
    for name in names:
        for file in package_files(name):
            found.update(f"{name}/{file.relative_to(folder_of(name))}\0".encode() + file.read_bytes() + b"\0")
    return found.hexdigest()[:32]


def _copy(names: tuple[str, ...], folder: Path) -> None:
    for name in names:
        for file in package_files(name):
            target = folder / name / file.relative_to(folder_of(name))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


def _move(whole: Path, folder: Path) -> None:
    """Two that synthesize at the same time make the same folder: the first one stays."""
    try:
        whole.rename(folder)
    except OSError:
        if not folder.exists():
            raise
