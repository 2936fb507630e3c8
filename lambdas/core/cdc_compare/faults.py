"""The faults of a source or of our settings of it, each with a line that says what to do."""


class ComparisonFailed(Exception):
    """A comparison that could not be made; its line says what is wrong, where, and what to do."""


# https://www.postgresql.org/docs/current/errcodes-appendix.html
LINES = {
    "28P01": "the database refuses the secret's password of {user}: rotate the secret, or correct it",
    "28000": "the database lets {user} in neither by this way nor with this password: see its pg_hba.conf",
    "3D000": "the database isn't there: correct its name in the settings",
    "42P01": "{table} isn't there: correct its name in the settings' tables",
    "42501": "{user} may not read {table}: GRANT USAGE on its schema and SELECT on it to {user}",
    "57P01": "the database ends its connections: it is restarted, and the next run compares",
}
ABOUT_A_VALUE = "22"
"""The class of errors whose messages repeat a value, which may be a key that is somebody's id."""


def failure_of(error: Exception, *, user: str, table: str) -> ComparisonFailed:
    """Return what an error of the driver means."""
    fields = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    code = str(fields.get("C", ""))
    line = LINES.get(code)
    if line:
        return ComparisonFailed(line.format(user=user, table=table or "a table"))
    where = f"{table}: " if table else ""
    if code.startswith(ABOUT_A_VALUE):
        return ComparisonFailed(
            f"{where}the database can't read a value that is folded ({code}): reload the table"
        )
    return ComparisonFailed(f"{where}the database answers {fields.get('M') or error}".splitlines()[0])
