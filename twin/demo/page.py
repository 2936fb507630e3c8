"""The page that shows a demo's result: one file, no network, no script."""

from typing import TYPE_CHECKING

from report.layout import render
from twin.demo.drawing import BOX_HEIGHT, BOX_WIDTH

if TYPE_CHECKING:
    from twin.demo.report import Report


def page(report: "Report") -> str:
    """Return the page as HTML."""
    return render("twin.demo", {}, report=report, box_width=BOX_WIDTH, box_height=BOX_HEIGHT)
