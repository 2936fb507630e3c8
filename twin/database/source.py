"""The source of a replication: who connects to it, and whether it is set up as DMS needs it.

What DMS needs: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html#CHAP_Source.PostgreSQL.Prerequisites
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg2
from botocore.exceptions import ClientError
from psycopg2.extensions import connection, cursor
from psycopg2.extras import LogicalReplicationConnection

from twin.database.errors import LoginRefused, SecretUnreadable, SourceUnfit, SourceUnreachable

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

# Values are written as the session that reads them has it, not as the database does.
SESSION = {
    "timezone": "UTC",
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "client_encoding": "UTF8",
}
OPTIONS = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
FIELDS = ("username", "password", "host", "port")


@dataclass(frozen=True)
class SourceLogin:
    """Where the database is, and as whom it is read."""

    host: str
    port: int
    user: str
    password: str
    database: str

    @property
    def place(self) -> str:
        """Return where it is, as a message says it."""
        return f"{self.host}:{self.port}"

    def connect(self) -> connection:
        """Connect for queries; raises SourceUnreachable or LoginRefused."""
        made: connection = self._connect(None)
        made.autocommit = True
        return made

    def connect_for_replication(self) -> LogicalReplicationConnection:
        """Connect for what a replication slot gives; raises SourceUnreachable or LoginRefused."""
        made: LogicalReplicationConnection = self._connect(LogicalReplicationConnection)
        return made

    def _connect(self, factory: type[LogicalReplicationConnection] | None) -> Any:  # noqa: ANN401 (by factory)
        try:
            return psycopg2.connect(
                host=self.host,
                port=self.port,
                user=self.user,
                password=self.password,
                dbname=self.database,
                options=OPTIONS,
                connect_timeout=10,
                connection_factory=factory,
            )
        except psycopg2.OperationalError as refused:
            raise self._explained(str(refused)) from refused

    def _explained(self, said: str) -> Exception:
        last = said.strip().splitlines()[-1]
        if "authentication" in said or "role" in said or "password" in said:
            return LoginRefused(
                f"The database at {self.place} refuses {self.user}: write a password that is valid into the "
                f"secret, and resume. It says: {last}"
            )
        return SourceUnreachable(f"No database answers at {self.place}, where the secret says: {last}")


def read_login(secrets: "SecretsManagerClient", secret_id: str, database: str) -> SourceLogin:
    """Return what a secret holds under DMS's names; raises SecretUnreadable.

    https://docs.aws.amazon.com/dms/latest/userguide/security_iam_secretsmanager.html
    """
    try:
        held = json.loads(secrets.get_secret_value(SecretId=secret_id)["SecretString"])
        user, password, host, port = (held[name] for name in FIELDS)
        return SourceLogin(str(host), int(port), str(user), str(password), database)
    except ClientError as refused:
        code = refused.response["Error"]["Code"]
        raise SecretUnreadable(f"The secret {secret_id} can't be read: {code}") from refused
    except (LookupError, TypeError, ValueError) as broken:
        raise SecretUnreadable(
            f"The secret {secret_id} must hold JSON with {', '.join(FIELDS)}: write it anew."
        ) from broken


def require_replicable(login: SourceLogin, database: connection) -> None:
    """Raise SourceUnfit unless changes of the database can be read by this user."""
    with database.cursor() as query:
        if (level := _one(query, "SHOW wal_level")) != "logical":
            raise SourceUnfit(
                f"The database at {login.place} has wal_level {level}: set it to logical "
                "(rds.logical_replication to 1 on RDS and Aurora), and start the server again."
            )
        if not _one(query, REPLICATES):
            raise SourceUnfit(
                f"{login.user} may not replicate from {login.place}: "
                f"ALTER ROLE {login.user} REPLICATION (on RDS: GRANT rds_replication TO {login.user})."
            )


def seconds_ahead(database: connection, now: datetime) -> float:
    """Return how far the source's clock is ahead of this machine's."""
    with database.cursor() as query:
        at: datetime = _one(query, "SELECT clock_timestamp()")
    return (at - now).total_seconds()


REPLICATES = """
    SELECT rolsuper OR rolreplication OR EXISTS (
        SELECT FROM pg_roles AS granted
        WHERE granted.rolname = 'rds_replication' AND pg_has_role(current_user, granted.oid, 'MEMBER'))
    FROM pg_roles WHERE rolname = current_user
"""


def _one(query: cursor, statement: str) -> Any:  # noqa: ANN401 (as the statement says)
    query.execute(statement)
    [found] = query.fetchall()
    return found[0]
