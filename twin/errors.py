"""What can go wrong around the twin, each told in one line that says what to do about it."""

from pathlib import Path


class TwinError(Exception):
    """Something outside the project stopped the twin; its text is the one line that a user sees."""


class NotInstalled(TwinError):
    """A tool isn't there, or isn't the release that the twin was written against."""


class EmulatorDied(TwinError):
    """MiniStack ended, or never answered."""

    def __init__(self, what: str, log: Path) -> None:
        super().__init__(f"MiniStack {what}: {last_line(log)} (all of it: {log})")


class EmulatorRefused(TwinError):
    """MiniStack answered with an error where it must not."""


class PortInUse(TwinError):
    """Something else listens where MiniStack should."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} on 127.0.0.1 is in use: stop what listens there, or name a free one: "
            f'make demo ARGS="--port {min(port + 1, 65_534)}".'
        )


class DiskFull(TwinError):
    """Too little room for the deployed code."""


class LeavesTheMachine(TwinError):
    """A client was asked for that could reach a real account."""


class NotDeployable(TwinError):
    """A step of the CDK command line failed."""

    def __init__(self, step: str, log: Path) -> None:
        super().__init__(f"{step} failed: {last_line(log)} (all of it: {log})")


class Unresolvable(TwinError):
    """A template refers to something that the twin can't put a value to."""


def last_line(log: Path) -> str:
    """Return what a log ends with, for an error of one line."""
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
