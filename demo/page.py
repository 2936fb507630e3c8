"""The page that shows a demo's result: one file, no network, no script."""

from demo.drawing import BOX_HEIGHT, BOX_WIDTH
from demo.report import DemoReport
from pages.layout import render


def page(report: DemoReport) -> str:
    """Return the page as HTML."""
    return render("demo", {}, report=report, box_width=BOX_WIDTH, box_height=BOX_HEIGHT)
