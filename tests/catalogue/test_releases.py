"""Releases of contracts are written once, and hold whoever declares them."""

from pathlib import Path

import pytest

from catalogue.__main__ import folder_of_domain
from catalogue.evolution import ContractBroken
from catalogue.releases import declared_contracts, read_releases, release, require_survived
from domain.catalogue import ENTRIES

DECLARED = declared_contracts(ENTRIES)


def test_what_travels_is_survived_by_senders_and_readers_of_every_release() -> None:
    """FAULTS 59."""
    released = read_releases(folder_of_domain() / "releases")

    require_survived(released, DECLARED)
    assert released[-1] == DECLARED, "run: python -m catalogue release"


def test_every_kind_that_travels_is_released() -> None:
    assert len(DECLARED) == len(ENTRIES)


def test_a_release_is_read_as_it_was_written_and_nothing_new_is_none(tmp_path: Path) -> None:
    path = release(DECLARED, tmp_path)

    assert path == tmp_path / "0001.json"
    assert read_releases(tmp_path) == [DECLARED]
    assert release(DECLARED, tmp_path) is None


def test_what_breaks_any_release_is_never_written(tmp_path: Path) -> None:
    """FAULTS 59."""
    release(DECLARED, tmp_path)
    without = {name: each for name, each in DECLARED.items() if not name.startswith("sale")}

    with pytest.raises(ContractBroken, match=r"^sale-1: is gone"):
        release(without, tmp_path)

    assert len(read_releases(tmp_path)) == 1


def test_words_are_no_contract() -> None:
    assert "description" not in str(DECLARED)
