"""The Iceberg tables in the Glue catalog of an endpoint on this machine."""

from functools import cache

from pyiceberg import io
from pyiceberg.catalog.glue import GlueCatalog

from twin.loopback import ACCOUNT, CREDENTIALS, REGION, client


def catalog(endpoint: str, key: str = ACCOUNT) -> GlueCatalog:
    """Tables there, and their files in S3 there, under an access key: one catalog for each, made once.

    Safe to use from several threads, as boto3's clients are.
    """
    return _made(endpoint, key)


@cache
def _made(endpoint: str, key: str) -> GlueCatalog:
    storage = {
        io.S3_ENDPOINT: endpoint,
        io.S3_REGION: REGION,
        io.S3_ACCESS_KEY_ID: key,
        io.S3_SECRET_ACCESS_KEY: CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        io.S3_SESSION_TOKEN: CREDENTIALS["AWS_SESSION_TOKEN"],
    }
    return GlueCatalog("lake", client=client("glue", endpoint, key), **storage)
