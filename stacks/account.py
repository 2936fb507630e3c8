"""Resources that an account or a region has only once, and whether an environment makes them."""

from dataclasses import dataclass
from enum import Enum, auto


class Presence(Enum):
    """The origin of a resource of which there can be one only."""

    MADE_HERE = auto()
    """The environment makes it. One environment of an account and region may."""
    EXISTS = auto()
    """Another environment, or another app, has made it: it is used, and left alone."""
    ABSENT = auto()
    """It may be missing: the environment does without."""


@dataclass(frozen=True, kw_only=True)
class AccountSettings:
    """A field for each such resource. What is made here is kept, or goes, as the environment's data does."""

    # The role with which API Gateway writes the logs of every API of a region; without it, none has logs.
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html
    api_log_role: Presence = Presence.MADE_HERE
    # The two roles that DMS looks for by name, in every region; only who replicates a database makes them.
    # https://docs.aws.amazon.com/dms/latest/userguide/security-iam.html#CHAP_Security.APIRole
    dms_roles: Presence = Presence.MADE_HERE
