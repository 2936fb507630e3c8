"""The page that shows a demo's result: one file, no network, no script."""

from typing import TYPE_CHECKING

from demo.drawing import BOX_HEIGHT, BOX_WIDTH
from report.layout import render

if TYPE_CHECKING:
    from demo.report import Report


def page(report: "Report") -> str:
    """Return the page as HTML."""
    return render("demo", {}, report=report, box_width=BOX_WIDTH, box_height=BOX_HEIGHT)
