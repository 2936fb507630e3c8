"""Pages of one file each, without network and script."""

from collections.abc import Callable, Mapping
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined


def render(package: str, filters: Mapping[str, Callable[..., str]], **shown: object) -> str:
    """Return the page that a package's page.html.j2 lays out; it extends house.html.j2."""
    environment = _environment(package)
    environment.filters.update(filters)
    return environment.get_template("page.html.j2").render(shown)


@cache
def _environment(package: str) -> Environment:
    """Return where a package's templates are found, compiled once for however many pages."""
    return Environment(
        loader=ChoiceLoader([PackageLoader(package, "."), PackageLoader("pages", ".")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
