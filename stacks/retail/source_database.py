"""The settings of a database: where it is, which of its tables are replicated, how much that is."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import ip_network
from typing import Any, ClassVar

from limits import dms
from stacks.account import Presence
from stacks.capability import Capability
from stacks.capacity import Load
from stacks.config import Config, ConfigError
from stacks.constructs.database.capacity import ChangeLoad
from stacks.constructs.database.certificate import read_certificates
from stacks.constructs.database.secret import ExistingSecret
from stacks.constructs.database.source_table import ReplicatedTable, check_tables
from stacks.constructs.database.table_mappings import table_mappings
from stacks.constructs.database.task_settings import Changes, task_settings
from stacks.retail.lake import LakeSettings

ENGINES = ("postgres", "aurora-postgresql")
# Of DMS: https://docs.aws.amazon.com/dms/latest/APIReference/API_CreateReplicationConfig.html
LONGEST_IDENTIFIER = 31
LONGEST_ENVIRONMENT = LONGEST_IDENTIFIER - len("sluice--12345678")


@dataclass(frozen=True, kw_only=True)
class SourceDatabase(Capability):
    """One source database. It must let in the two security groups that the stack puts out, by whatever way
    leads from its network to the environment's: a peering, a transit gateway, a VPN.
    """

    name: ClassVar[str] = "Database"
    needs: ClassVar[tuple[type[Capability], ...]] = (LakeSettings,)
    host: str
    database: str
    tables: tuple[ReplicatedTable, ...]
    load: ChangeLoad
    # The addresses among which the host is: the functions reach no others.
    network_range: str
    engine: str = "postgres"
    port: int = 5432
    # A role that may log in and replicate: docs/databases.md says how it is made.
    user: str = "sluice_replication"
    # Where the event trigger's table and the heartbeat's lie.
    artifacts_schema: str = "sluice_dms"
    # Of the authorities that vouch for the host, in PEM; for RDS and Aurora AWS's bundle of the region.
    certificates: str = "examples/database/source-ca.pem"
    # None: one is made here, and rotated.
    secret: ExistingSecret | None = None
    rotation_days: int = 30
    # A standby in another zone; without it a lost zone costs a start, and no change.
    multi_az: bool = False
    # None: what the load needs at most.
    most_capacity_units: int | None = None
    least_capacity_units: int = 1
    # What DMS is to do otherwise than `task_settings.py` decides, by group and name.
    task_settings: Changes = field(default_factory=dict)
    # None: as long as the events' stream.
    retention_hours: int | None = None
    # Of UTC, when the folded tables are held against the source.
    compare_hour: int = 5

    @property
    def endpoints(self) -> frozenset[str]:
        """Return the services that DMS calls from the private network; S3 and DynamoDB have gateways.

        https://docs.aws.amazon.com/dms/latest/userguide/CHAP_VPC_Endpoints.html
        """
        return frozenset({"kinesis-streams", "secretsmanager"})

    @property
    def functions(self) -> int:
        """Return those that fold, compare, start and stop, and that rotate a secret of our own."""
        return 3 if self.secret else 4

    def check(self, config: Config) -> None:
        """Raise ConfigError for what AWS would refuse at a deploy or a start, or what would lose a change."""
        check_tables(self.tables)
        read_certificates(self.certificates)
        table_mappings(self.tables)
        task_settings(self.task_settings)
        for error in (*self._unreachable(), *self._out_of_range(), *self._unusable(config)):
            raise error

    @cached_property
    def compute(self) -> dict[str, Any]:
        """Return how large the replication may grow, as DMS takes it."""
        return {
            "max_capacity_units": self.most_capacity_units or self.load.capacity_units(),
            "min_capacity_units": self.least_capacity_units,
            "multi_az": self.multi_az,
        }

    @property
    def stream_load(self) -> Load:
        """Return the load that the changes are to a stream and to a job."""
        return Load(
            events_per_second=self.load.changes_per_second,
            bytes_per_event=self.load.bytes_per_change,
            lines_per_event=1,
        )

    def tables_json(self) -> str:
        """Return the tables' declarations for the functions and the job."""
        return json.dumps([table.to_json() for table in self.tables])

    def _unreachable(self) -> Iterator[ConfigError]:
        if not self.host or "/" in self.host or ":" in self.host:
            yield ConfigError("database.host", repr(self.host), "name the host alone, without scheme or port")
        if not self.database:
            yield ConfigError("database.database", "empty", "name the database")
        if self.engine not in ENGINES:
            yield ConfigError("database.engine", repr(self.engine), f"must be one of {', '.join(ENGINES)}")
        try:
            ip_network(self.network_range)
        except ValueError:
            yield ConfigError(
                "database.network_range", repr(self.network_range), "name a range such as 10.1.0.0/16"
            )

    def _out_of_range(self) -> Iterator[ConfigError]:
        limits: Mapping[str, tuple[int, int]] = {
            "port": (1, 65_535),
            "rotation_days": (1, 1_000),
            "compare_hour": (0, 23),
        }
        for name, (least, most) in limits.items():
            if not least <= (value := getattr(self, name)) <= most:
                yield ConfigError(f"database.{name}", value, f"must be {least} to {most}")
        for name, units in self.compute.items():
            if name != "multi_az" and units not in dms.CAPACITIES:
                among = ", ".join(map(str, dms.CAPACITIES))
                yield ConfigError(f"database.{name}", units, f"DMS takes {among} ({dms.SERVERLESS.url})")
        if self.compute["min_capacity_units"] > self.compute["max_capacity_units"]:
            yield ConfigError("database.least_capacity_units", self.least_capacity_units, "is over the most")

    def _unusable(self, config: Config) -> Iterator[ConfigError]:
        if config.account.dms_roles is Presence.ABSENT:
            yield ConfigError("account.dms_roles", "ABSENT", "DMS starts nothing without its two roles")
        if len(config.environment) > LONGEST_ENVIRONMENT:
            yield ConfigError(
                "environment", repr(config.environment), f"DMS takes {LONGEST_ENVIRONMENT} letters of it"
            )
