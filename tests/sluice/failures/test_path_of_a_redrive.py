"""A redrive is read in few files: from the command to the record on the stream."""

import sys
from pathlib import Path
from types import CodeType

import pytest

from contracts.refusals import Reason
from tests.lambdas.sales import encoded, sale
from tests.sluice.failures.typed import ran, refuse, stream
from tests.synthesis import REPOSITORY

FAILURES = REPOSITORY / "sluice/failures"
MOST = 8


def files_run(*arguments: str) -> set[str]:
    """Run a command, and return the files of the package of which a function was run."""
    run: set[str] = set()

    def note(frame: object, event: str, _: object) -> None:
        code: CodeType = frame.f_code  # type: ignore[attr-defined]
        file = Path(code.co_filename)
        if event == "call" and file.parent == FAILURES and code.co_name != "<module>":
            run.add(file.name)

    sys.setprofile(note)
    try:
        answer = ran(*arguments)
    finally:
        sys.setprofile(None)
    assert answer.exit_code == 0, answer.stderr
    return run


@pytest.mark.usefixtures("cloud")
def test_a_redrive_is_read_in_few_files() -> None:
    """Counted are the files whose functions run: what is only imported is read by nobody who follows it."""
    refuse(encoded(sale(1)), reason=Reason.FUTURE)
    ran("failures", "list", "dev")

    files = files_run("failures", "redrive", "dev", "--quarantined", "--apply")

    assert len(stream()) == 1, "and the record is on the stream"
    assert len(files) <= MOST, sorted(files)
