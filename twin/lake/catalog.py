"""The Iceberg tables in the Glue catalog of an endpoint on this machine."""

import json
import re
from base64 import b64decode
from functools import cache

from pyiceberg import io
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.exceptions import NoSuchIcebergTableError, NoSuchPropertyException, NoSuchTableError

from twin.loopback import ACCOUNT, CREDENTIALS, REGION, client

NO_TABLE = (NoSuchTableError, NoSuchIcebergTableError, NoSuchPropertyException)
"""What a catalog raises for a name that is unknown, and for a view's."""

_VIEW = re.compile(r"/\* Presto View: (\S+) \*/")


def catalog(endpoint: str, key: str = ACCOUNT) -> GlueCatalog:
    """Tables there, and their files in S3 there, under an access key: one catalog for each, made once.

    Safe to use from several threads, as boto3's clients are.
    """
    return _made(endpoint, key)


def view_query(catalog: GlueCatalog, database: str, name: str) -> str | None:
    """Return the query of a view of Athena's (lake/views/athena.py), or None if there is none of the name."""
    try:
        entry = catalog.glue.get_table(DatabaseName=database, Name=name)["Table"]
    except catalog.glue.exceptions.EntityNotFoundException:
        return None
    if not (kept := _VIEW.fullmatch(entry.get("ViewOriginalText", ""))):
        return None
    return str(json.loads(b64decode(kept[1]))["originalSql"])


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
