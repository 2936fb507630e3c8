"""The three answers that an announcement may get."""

from collections.abc import Sequence
from datetime import datetime

from jobs.landing.judging import Contents
from jobs.landing.manifest import Announcement, Manifest, Version
from jobs.landing.problems import Problem
from jobs.landing.receipts import Outcome, Receipt, Told

MOST_TOLD = 50


def accepted(
    announcement: Announcement, now: datetime, manifest: Manifest, version: Version, contents: Contents
) -> Receipt:
    """The file was taken whole."""
    return Receipt(
        file=announcement.file,
        manifest_version=announcement.manifest_version,
        outcome=Outcome.ACCEPTED,
        answered_at=now,
        taken_at=now,
        file_version=version.id,
        sha256=manifest.digest,
        rows=len(contents.rows),
        sales=len(contents.sales) or None,
    )


def repeated(announcement: Announcement, now: datetime, before: Receipt) -> Receipt:
    """The content had been taken before, maybe under another name; or this very answer wasn't written."""
    if (before.file, before.manifest_version) == (announcement.file, announcement.manifest_version):
        return before
    return Receipt(
        file=announcement.file,
        manifest_version=announcement.manifest_version,
        outcome=Outcome.REPEATED,
        answered_at=now,
        taken_at=before.taken_at,
        taken_as=before.file,
        sha256=before.sha256,
    )


def refused(announcement: Announcement, now: datetime, problems: Sequence[Problem]) -> Receipt:
    """Nothing of the file was taken; as many problems are told as somebody will read."""
    return Receipt(
        file=announcement.file,
        manifest_version=announcement.manifest_version,
        outcome=Outcome.REFUSED,
        answered_at=now,
        problems=[_told(announcement.file, each) for each in problems[:MOST_TOLD]],
        problems_not_told=max(0, len(problems) - MOST_TOLD),
    )


def _told(file: str, problem: Problem) -> Told:
    message = problem.told(file)
    return Told(code=problem.fault.code, line=problem.line, column=problem.column, message=message)
