"""Tables and their versions: an older database is brought up to date, one of a newer release is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from esignkit.databases.transaction import Transaction
from esignkit.errors import ConfigurationError

__all__ = ["Schema"]

_VERSIONS = "CREATE TABLE IF NOT EXISTS esignkit_schema (name TEXT PRIMARY KEY, version INTEGER NOT NULL)"


@frozen
class Schema:
    """Tables that belong together, with all that was ever changed in them.

    Attributes:
        name: Their name, with which those of the tables begin.
        migrations: The statements that make each version out of the one before, in SQLite's types. They are never
            changed once they are released. The first makes tables only where they are missing, so that a database from
            before there were versions has version 1.
    """

    name: str
    migrations: Sequence[Sequence[str]]

    def migrate(
        self,
        transaction: Transaction,
        place: str,
        translated: Callable[[str], str] = str,
        *,
        has_versions: bool = False,
    ) -> None:
        """Bring the tables up to date, in a transaction that nobody else can make changes beside.

        Args:
            transaction: The transaction.
            place: The database, for a person.
            translated: Turns the types of a statement into those of the database.
            has_versions: Whether the table of versions is known to be there.

        Raises:
            ConfigurationError: A newer release has made the tables.
        """
        if not has_versions:
            transaction.execute(_VERSIONS)
        row = transaction.execute("SELECT version FROM esignkit_schema WHERE name = ?", (self.name,)).fetchone()
        version, newest = int(row[0]) if row else 0, len(self.migrations)
        if version > newest:
            msg = (
                f"{place} was written by a newer esignkit: the tables {self.name} have version {version}, and this"
                f" release knows them up to version {newest}. Install the newer release here too"
            )
            raise ConfigurationError(msg)
        if version == newest:
            return
        for migration in self.migrations[version:]:
            for statement in migration:
                transaction.execute(translated(statement))
        transaction.execute(
            "INSERT INTO esignkit_schema (name, version) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET version = excluded.version",
            (self.name, newest),
        )
