"""The usage limit of a workgroup, for which CloudFormation has no type of resource."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from types_boto3_redshift_serverless import RedshiftServerlessClient

COMPUTE: Literal["serverless-compute"] = "serverless-compute"
PERIOD: Literal["daily"] = "daily"


@dataclass(frozen=True, kw_only=True)
class UsageLimit:
    """RPU-hours that a workgroup may use a day, and what happens at the end of them."""

    workgroup: str
    rpu_hours: int
    breach_action: str

    def apply(self, client: "RedshiftServerlessClient") -> str:
        """Create the limit, or change the one that is there; say which, or that it stood."""
        found = client.list_usage_limits(resourceArn=self.workgroup, usageType=COMPUTE)["usageLimits"]
        ours = [each for each in found if each.get("period") == PERIOD]
        wanted: dict[str, Any] = {"amount": self.rpu_hours, "breachAction": self.breach_action}
        if not ours:
            client.create_usage_limit(resourceArn=self.workgroup, usageType=COMPUTE, period=PERIOD, **wanted)
            return "created"
        if all(ours[0].get(name) == value for name, value in wanted.items()):
            return "unchanged"
        client.update_usage_limit(usageLimitId=ours[0]["usageLimitId"], **wanted)
        return "changed"
