"""The deployed functions as their environment tells of them: which consumer one is, which ledger it keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

NAMES = ("CONSUMER", "POWERTOOLS_SERVICE_NAME")
NOT_THERE = "ResourceNotFoundException"


@dataclass(frozen=True, slots=True)
class Functions:
    """Knows each function after one look at it."""

    functions: "LambdaClient"
    known: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def consumer_of(self, arn: str) -> str:
        """The consumer that a function is; one that isn't there any more goes by its own name."""
        told = self._environment(arn)
        return next((told[name] for name in NAMES if name in told), arn.split(":function:")[-1])

    def ledger_of(self, function: str) -> tuple[str, str] | None:
        """A consumer and its ledger's table, if the function keeps one."""
        table = self._environment(function).get("LEDGER_TABLE")
        return (self.consumer_of(function), table) if table else None

    def _environment(self, function: str) -> Mapping[str, str]:
        if function not in self.known:
            self.known[function] = self._look(function)
        return self.known[function]

    def _look(self, function: str) -> Mapping[str, str]:
        try:
            told = self.functions.get_function_configuration(FunctionName=function)
        except ClientError as error:
            if error.response["Error"]["Code"] != NOT_THERE:
                raise
            return {}
        return told.get("Environment", {}).get("Variables", {})
