"""An inbox in PostgreSQL, for several machines. Needs psycopg 3: the extra `postgres`."""

from __future__ import annotations

from esignkit.databases.postgres import PostgresDatabase
from esignkit.inbox.storage import Storage
from esignkit.inbox.tables import SCHEMA
from esignkit.types import Secret

__all__ = ["PostgresStorage"]


class PostgresStorage(Storage):
    """Keeps events in tables of a PostgreSQL database: `esignkit_inbox`, and others whose names begin with it.

    Args:
        conninfo: Where the database is: `postgresql://…`, or the keywords of libpq.

    Raises:
        ConfigurationError: A newer release has made the tables.
        MissingExtraError: psycopg is not installed.
    """

    def __init__(self, conninfo: str | Secret) -> None:
        super().__init__(PostgresDatabase(conninfo, SCHEMA, what="An inbox"))
