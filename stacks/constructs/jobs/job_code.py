"""The Glue jobs' code: a script each, and one archive of the packages that the scripts import."""

from aws_cdk.aws_s3_assets import Asset
from constructs import Construct

from stacks.constructs.functions.code import CONSTRAINTS
from stacks.constructs.packages import REPOSITORY, stage

PACKAGES = ("contracts", "domain", "jobs", "lake", "lambdas", "producer")
# Of what the packages import, Glue has the rest (https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-libraries.html).
MODULES = ("msgspec", "tenacity")


def script(scope: Construct, path: str) -> Asset:
    """Return a program by its path in the repository, as Glue starts it."""
    return Asset(scope, "Script", path=str(REPOSITORY / path))


def packages(scope: Construct) -> Asset:
    """Return the packages at the root of a zip, for every job the same."""
    return Asset(scope, "Packages", path=str(stage(*PACKAGES)))


def modules() -> str:
    """Return the modules that Glue installs at a start, in the versions that everything has."""
    pins = CONSTRAINTS.read_text().split()
    return ",".join(pin for pin in pins if pin.partition("==")[0] in MODULES)
