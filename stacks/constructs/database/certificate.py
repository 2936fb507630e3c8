"""The authorities of the source's certificate: one file, for DMS and for the functions."""

from pathlib import Path

from aws_cdk import IgnoreMode
from aws_cdk.aws_dms import CfnCertificate
from aws_cdk.aws_lambda import Code, LayerVersion
from constructs import Construct

from stacks.config import ConfigError
from stacks.constructs.functions.code import ARCHITECTURE, RUNTIME
from stacks.constructs.packages import REPOSITORY

BEGIN, PRIVATE = "BEGIN CERTIFICATE", "PRIVATE KEY"
# Where Lambda unpacks layers: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
LAYERS = "/opt"


def read_certificates(path: str) -> str:
    """Return the PEM of a file of the repository; raise ConfigError for one that is no certificate."""
    try:
        text = (REPOSITORY / path).read_text()
    except OSError:
        raise ConfigError("certificates", repr(path), "there is no such file in the repository") from None
    if BEGIN not in text:
        raise ConfigError("certificates", repr(path), "it holds no certificate in PEM")
    if PRIVATE in text:
        raise ConfigError("certificates", repr(path), "it holds a private key: take that out")
    return text


class Certificates(Construct):
    """The certificates of the authorities, as DMS imports them and as a layer of functions."""

    def __init__(self, scope: Construct, construct_id: str, *, path: str) -> None:
        super().__init__(scope, construct_id)
        self.imported = CfnCertificate(self, "Imported", certificate_pem=read_certificates(path))
        file = Path(path)
        self.layer = LayerVersion(
            self,
            "Layer",
            code=Code.from_asset(
                str(REPOSITORY / file.parent), exclude=["*", f"!{file.name}"], ignore_mode=IgnoreMode.GIT
            ),
            compatible_architectures=[ARCHITECTURE],
            compatible_runtimes=[RUNTIME],
        )
        self.file = f"{LAYERS}/{file.name}"
