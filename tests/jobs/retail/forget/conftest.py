"""A member's sales, in tables whose files lie in S3 as they do when deployed."""

from pathlib import Path

import pytest

from tests.jobs.retail.forget.histories import MemberHistory
from tests.lakes import Place
from twin.emulator import Emulator


@pytest.fixture
def place(emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A lake with nothing in it, whose job finds the emulator where AWS would be."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
    return Place(emulator, tmp_path, files_in_s3=True)


@pytest.fixture
def history(place: Place) -> MemberHistory:
    """A member's sales, closed, and redacted in raw."""
    history = MemberHistory(place.s3, place.name, place.lake)
    history.happen()
    history.redact()
    return history
