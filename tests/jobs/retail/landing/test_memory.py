"""A file that is small packed and huge unpacked: the quickest of worst_files.py beside this one."""

from pathlib import Path

import pytest

from tests.jobs.retail.landing.worst_files import MOST_MEBIBYTES, WORST, peak, written


@pytest.mark.parametrize("name", ["rows of two bytes", "quotation marks alone", "zeros"])
def test_a_file_that_weighs_little_takes_little_memory(name: str, tmp_path: Path) -> None:
    """FAULTS 56."""
    body = written(WORST[name].parts(), tmp_path / "body", packed=True)

    became, mebibytes = peak(WORST[name], body)

    assert body.stat().st_size < 1_000_000
    assert became == WORST[name].becomes
    assert mebibytes <= MOST_MEBIBYTES
