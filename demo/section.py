"""A part of the page that an act lays out."""

from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@dataclass(frozen=True)
class Section:
    """A section of the page: its place in it, and its HTML."""

    anchor: str
    html: Markup


def render_section(package: str, template: str, anchor: str, **shown: object) -> Section:
    """Return what a template of a package lays out."""
    environment = Environment(
        loader=PackageLoader(package, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return Section(anchor, Markup(environment.get_template(template).render(shown)))  # noqa: S704 (escaped)
