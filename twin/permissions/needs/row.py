"""What a managed service does for a resource of a template, as a row of a table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from twin.assembly import Resource
from twin.errors import TwinError
from twin.resolve import Resolved


class UnknownNeed(TwinError):
    """A resource has a service act for it in a way that no row tells of; what that needs isn't known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCase:
    """One case of a row: the ARNs that the service acts on, and in whose name.

    Without a role the service calls as itself, and what it acts on must let it in. `source` is what it sends
    as aws:SourceArn, beside aws:SourceAccount; empty where AWS documents neither. An object `named_at_run`
    may be any in its bucket that the role may reach.
    """

    resources: tuple[str, ...]
    role: str = ""
    source: str = ""
    context: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    named_at_run: bool = False


Arise = Callable[[Resolved, Resource], Iterable[NeedCase]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """The actions of `service` on each case that arises from a resource of a type, and the page of AWS."""

    service: str
    type: str
    page: str
    actions: tuple[str, ...]
    arise: Arise
