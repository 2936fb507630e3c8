"""What can go wrong between a source database and the stream, each in one line that says what to do."""

from twin.errors import TwinError


class ServerFailed(TwinError):
    """The local PostgreSQL didn't start, or ended."""


class SourceUnreachable(TwinError):
    """Nobody answers where the secret says that the database is."""


class LoginRefused(TwinError):
    """The database doesn't let the secret's user in."""


class SecretUnreadable(TwinError):
    """The secret isn't there, may not be read, or isn't what DMS expects."""


class SourceUnfit(TwinError):
    """The database isn't set up for logical replication."""


class NothingCaptured(TwinError):
    """No table of the source fits the table mapping."""


class SlotLost(TwinError):
    """Changes since the checkpoint can't be had any more."""


class TargetRefused(TwinError):
    """The stream doesn't take the records."""


class StandInFailed(TwinError):
    """A stand-in ended by itself, or didn't get on."""
