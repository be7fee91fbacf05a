"""Which database an address names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from esignkit.types import Secret

if TYPE_CHECKING:
    from esignkit.databases.database import Database
    from esignkit.databases.schema import Schema
    from esignkit.databases.sqlite import Synchronous

__all__ = ["is_postgres", "open_database"]


def is_postgres(address: str) -> bool:
    """Tell whether an address names a PostgreSQL database."""
    return address.startswith(("postgresql://", "postgres://"))


def open_database(
    where: str | Secret | os.PathLike[str],
    schema: Schema,
    *,
    what: str = "A database",
    synchronous: Synchronous = "FULL",
) -> Database:
    """Return the database that an address names; its first transaction connects to it.

    Args:
        where: The path of a SQLite file, or a `postgresql://` address.
        schema: The tables to be kept there.
        what: What is kept there, as the beginning of a sentence.
        synchronous: Which transactions of a SQLite file survive a loss of power; in PostgreSQL all do.

    Raises:
        ValueError: The path names no file.
        MissingExtraError: The address is PostgreSQL's, and its driver is not installed.
    """
    address = where.reveal() if isinstance(where, Secret) else os.fspath(where)
    if is_postgres(address):
        from esignkit.databases.postgres import PostgresDatabase

        return PostgresDatabase(address, schema, what=what)
    from esignkit.databases.sqlite import SQLiteDatabase

    return SQLiteDatabase(address, schema, synchronous=synchronous)
