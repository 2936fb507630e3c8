"""A password as PostgreSQL keeps it, so that it neither travels nor is logged in plain text."""

import base64
import hashlib
import hmac

# https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-SCRAM-ITERATIONS
ITERATIONS = 4_096
SALT_BYTES = 16


def compute_scram_verifier(password: str, salt: bytes) -> str:
    """Return the verifier of an ASCII password, as `ALTER ROLE ... PASSWORD` takes it instead.

    https://www.postgresql.org/docs/current/catalog-pg-authid.html
    https://datatracker.ietf.org/doc/html/rfc5802#section-3
    """
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ITERATIONS)
    stored = hashlib.sha256(_hmac(salted, b"Client Key")).digest()
    server = _hmac(salted, b"Server Key")
    return f"SCRAM-SHA-256${ITERATIONS}:{_text(salt)}${_text(stored)}:{_text(server)}"


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
