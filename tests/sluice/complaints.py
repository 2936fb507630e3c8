"""The one line in which a command says what can't be done."""

from typer.testing import Result


def complaint_of(answer: Result) -> str:
    """Return the line of a command that could not be done, and that said nothing else."""
    assert (answer.exit_code, answer.stdout) == (2, "")
    [line] = answer.stderr.splitlines()
    assert line.startswith("sluice: ")
    return line.removeprefix("sluice: ")
