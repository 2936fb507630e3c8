"""Writes small cloud assemblies, as `cdk synth` would."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from twin.assembly import Assembly

Template = Mapping[str, Any]
After = Mapping[str, Sequence[str]]


def resource(type_: str, **properties: object) -> dict[str, object]:
    """A template's entry for a resource."""
    return {"Type": type_, "Properties": properties}


def written(directory: Path, stacks: Mapping[str, Template], after: After | None = None) -> Path:
    """Write an assembly of these templates; `after` names the stacks that a stack waits for."""
    for name, template in stacks.items():
        (directory / f"{name}.template.json").write_text(json.dumps(template))
    artifacts = {
        name: {
            "type": "aws:cloudformation:stack",
            "environment": "aws://unknown-account/unknown-region",
            "properties": {"templateFile": f"{name}.template.json"},
            "dependencies": (after or {}).get(name, []),
        }
        for name in stacks
    }
    # 55 is the schema of the pinned aws-cdk-lib; the CDK command line refuses an assembly without one.
    (directory / "manifest.json").write_text(json.dumps({"version": "55.0.0", "artifacts": artifacts}))
    return directory


def assembly(directory: Path, stacks: Mapping[str, Template], after: After | None = None) -> Assembly:
    """Write an assembly and read it."""
    return Assembly.read(written(directory, stacks, after))
