"""A database for each test: a file, or a schema of a PostgreSQL server that `ESIGNKIT_POSTGRES` names."""

from __future__ import annotations

import os
import uuid
from importlib import import_module
from pathlib import Path

import pytest

SERVER = os.environ.get("ESIGNKIT_POSTGRES", "")
DATABASES = [
    "sqlite",
    pytest.param("postgres", marks=pytest.mark.skipif(not SERVER, reason="ESIGNKIT_POSTGRES names no server")),
]


def new_database(kind: str, folder: Path) -> str:
    """Return the address of a database with nothing in it."""
    if kind == "sqlite":
        return str(folder / "inbox.sqlite3")
    schema = f"inbox_{uuid.uuid4().hex}"
    with import_module("psycopg").connect(SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return f"{SERVER}{'&' if '?' in SERVER else '?'}options=-csearch_path%3D{schema}"
