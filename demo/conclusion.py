"""What a demo leaves: its figures, its pages, and what the terminal says of it."""

import json
from collections.abc import Mapping
from pathlib import Path

from demo.acts import DemoContext
from demo.closing_page import closing_page
from demo.figures import figures_of
from demo.night import Office
from demo.page import page
from demo.recorder import Recorder
from demo.reporting import report_of
from demo.result import Result
from twin.permissions.names import ReaderNames
from twin.permissions.page import page as access_page
from twin.permissions.usage import AccessReview


def conclude(
    around: DemoContext, office: Office, result: Result, access: AccessReview, recorder: Recorder
) -> None:
    """Write demo.json and the pages, and print the reconciliation."""
    options, app = around.options, around.twin.app
    report = report_of(options, app.assembly, around.deployment, result, recorder)
    pages = {
        "page": page(report),
        "access": access_page(access, ReaderNames(app)),
        "report": closing_page(office.lake.rows, result, real=not options.sales),
    }
    around.terminal.conclude(report, _write(options.build, result, pages))


def _write(build: Path, result: Result, pages: Mapping[str, str]) -> dict[str, Path]:
    files = {
        "figures": build / "demo.json",
        "page": build / "demo.html",
        "report": build / "report.html",
        "access": build / "permissions.md",
    }
    build.mkdir(parents=True, exist_ok=True)
    files["figures"].write_text(json.dumps(figures_of(result), indent=2) + "\n")
    for name, text in pages.items():
        files[name].write_text(text)
    return files
