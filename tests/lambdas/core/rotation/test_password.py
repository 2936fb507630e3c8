"""A verifier is what PostgreSQL keeps of a password, and lets nobody back to it."""

import base64
import hashlib
import hmac

from lambdas.core.rotation.password import compute_scram_verifier

# RFC 7677's example exchange: https://datatracker.ietf.org/doc/html/rfc7677#section-3
SALT = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
AUTH_MESSAGE = (
    b"n=user,r=rOprNGfwEbeRWgbNEkqO,"
    b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
    b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
)
PROOF = base64.b64decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
SIGNATURE = base64.b64decode("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")


def test_it_proves_the_exchange_of_the_standard() -> None:
    """As a server does: the stored key checks the client's proof, the server key signs."""
    _, _, keys = compute_scram_verifier("pencil", SALT).split("$")
    stored, server = (base64.b64decode(key) for key in keys.split(":"))

    signature = hmac.new(stored, AUTH_MESSAGE, hashlib.sha256).digest()
    client_key = bytes(one ^ other for one, other in zip(PROOF, signature, strict=True))

    assert hashlib.sha256(client_key).digest() == stored
    assert hmac.new(server, AUTH_MESSAGE, hashlib.sha256).digest() == SIGNATURE


def test_it_says_how_it_was_made_and_not_of_what() -> None:
    verifier = compute_scram_verifier("pencil", SALT)

    assert verifier.startswith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$")
    assert "pencil" not in verifier
