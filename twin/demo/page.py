"""The page that shows a demo's result: one file, no network, no script."""

from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from twin.demo.drawing import BOX_HEIGHT, BOX_WIDTH

if TYPE_CHECKING:
    from twin.demo.report import Report


def page(report: "Report") -> str:
    """Return the page as HTML."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    here = resources.files("twin.demo")
    template = environment.from_string((here / "page.html.j2").read_text("utf-8"))
    style = Markup((here / "page.css").read_text("utf-8"))  # noqa: S704
    return template.render(report=report, style=style, box_width=BOX_WIDTH, box_height=BOX_HEIGHT)
