"""Pages of one file each, without network and script."""

from collections.abc import Callable, Mapping

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined


def render(package: str, filters: Mapping[str, Callable[..., str]], **shown: object) -> str:
    """Return the page that a package's page.html.j2 lays out; it extends house.html.j2."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package, "."), PackageLoader("pages", ".")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters)
    return environment.get_template("page.html.j2").render(shown)
