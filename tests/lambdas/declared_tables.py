"""Tables as the templates declare them."""

from typing import Any

from tests.synthesis import templates

CREATABLE = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")


def table_properties(
    consumer: str, variable: str = "LEDGER_TABLE", environment: str = "dev"
) -> dict[str, Any]:
    """What the template says of the table that a function is told of, as far as CreateTable takes it."""
    for template in templates(environment).values():
        for resource in template["Resources"].values():
            told = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
            if told.get("POWERTOOLS_SERVICE_NAME") == consumer:
                table = _resource(told[variable], template, environment)["Properties"]
                return {name: table[name] for name in CREATABLE if name in table}
    raise LookupError(consumer)


def parked_days_properties(environment: str = "dev") -> dict[str, Any]:
    """What the template says of the table of parked days, as far as CreateTable takes it."""
    stack = templates(environment)[f"Sluice-{environment}-Lake"]
    table = stack["Resources"][stack["Outputs"]["ParkedDaysTable"]["Value"]["Ref"]]["Properties"]
    return {name: table[name] for name in CREATABLE if name in table}


def _resource(named: dict[str, str], template: dict[str, Any], environment: str) -> dict[str, Any]:
    """The resource that a variable names: of the template itself, or of the stack that exports it."""
    if "Ref" not in named:
        stack, _, _ = named["Fn::ImportValue"].partition(":")
        template = templates(environment)[stack]
        outputs = template["Outputs"].values()
        [named] = [
            each["Value"]
            for each in outputs
            if each.get("Export", {}).get("Name") == named["Fn::ImportValue"]
        ]
    resource: dict[str, Any] = template["Resources"][named["Ref"]]
    return resource
