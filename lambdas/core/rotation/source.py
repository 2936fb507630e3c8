"""The database whose password changes: connections with a secret's credentials, over TLS that is verified."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pg8000 import native
from pg8000.exceptions import DatabaseError, InterfaceError

from lambdas.core.rotation.password import SALT_BYTES, compute_scram_verifier
from lambdas.core.source_connection import open_connection

# https://www.postgresql.org/docs/current/errcodes-appendix.html
WRONG_PASSWORD = frozenset({"28P01", "28000"})

Credentials = Mapping[str, str]


class CredentialsRefused(Exception):
    """The database doesn't let this user in with this password."""


class RotatedDatabase:
    """The database by its name and the file of who vouches for its certificate."""

    def __init__(self, database: str, ca_file: str) -> None:
        self._database, self._ca_file = database, ca_file

    def accepts(self, credentials: Credentials) -> bool:
        """Return whether these let in; what keeps the database from answering is raised."""
        try:
            with self._session(credentials) as connection:
                connection.run("SELECT 1")
        except CredentialsRefused:
            return False
        return True

    def change_password(self, credentials: Credentials, password: str) -> None:
        """Change the password of the user who these let in; raise CredentialsRefused."""
        verifier = native.literal(compute_scram_verifier(password, os.urandom(SALT_BYTES)))
        user = native.identifier(credentials["username"])
        with self._session(credentials) as connection:
            connection.run(f"ALTER ROLE {user} PASSWORD {verifier}")

    @contextmanager
    def _session(self, credentials: Credentials) -> Iterator[native.Connection]:
        connection = self._connect(credentials)
        try:
            yield connection
        finally:
            connection.close()

    def _connect(self, credentials: Credentials) -> native.Connection:
        try:
            return open_connection(credentials, self._database, self._ca_file)
        except (DatabaseError, InterfaceError) as error:
            if _code(error) in WRONG_PASSWORD:
                raise CredentialsRefused(credentials["username"]) from error
            raise


def _code(error: Exception) -> str:
    fields = error.args[0] if error.args else {}
    return str(fields.get("C", "")) if isinstance(fields, dict) else ""
