"""The templates, synthesized once a process, as tests of stacks and of tables read them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from aws_cdk import App
from aws_cdk.cx_api import CloudAssembly

from app import compose
from environments import PRESETS
from stacks.config import choose

REPOSITORY = Path(__file__).parents[1]

Template = dict[str, Any]

OWN_DOMAIN = {"domain": "."}
"""The domain of whoever runs the app for a test, whichever is deployed by default."""

AS_THE_CLI = {"aws:cdk:bundling-stacks": [], "aws:cdk:enable-path-metadata": True}
"""What the CDK's command line adds to the context, but that nothing is bundled here."""


@cache
def assembly(environment: str) -> CloudAssembly:
    """Synthesize an environment with the context that `cdk synth` loads."""
    context = json.loads((REPOSITORY / "cdk.json").read_text())["context"]
    app = App(context=context | AS_THE_CLI)
    compose(app, choose(PRESETS, environment))
    return app.synth()


@cache
def templates(environment: str) -> dict[str, Template]:
    """Return an environment's stacks, by name."""
    return {stack.stack_name: stack.template for stack in assembly(environment).stacks}


def resources(environment: str, kind: str) -> list[dict[str, Any]]:
    """Every resource of a kind in every stack of an environment."""
    return [
        resource
        for template in templates(environment).values()
        for resource in template["Resources"].values()
        if resource["Type"] == kind
    ]


ENVIRONMENTS = tuple(PRESETS)


def having(*capabilities: str) -> tuple[str, ...]:
    """Name the environments that have all of these capabilities."""
    named = {name: {each.name for each in choose(PRESETS, name).capabilities} for name in ENVIRONMENTS}
    return tuple(name for name, there in named.items() if there.issuperset(capabilities))
