"""Data folders of the version before are brought up to date; those of a newer one, and of others, are refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from esignkit.sandbox import Sandbox
from tests import local_http
from tests.sandbox.esl import client_of, sent

PAGE = {"Accept": "text/html"}
QUERIES = (
    "/packages",
    "/packages?query=sent",
    "/packages?sort=name&dir=asc",
    "/packages?search=ann@",
    "/packages?search=second&searchtype=exactname",
    "/packages?predefined=all",
    "/packages/overview",
)

FIRST = """
PRAGMA journal_mode = DELETE;
PRAGMA application_id = 0;
PRAGMA user_version = 0;
DROP INDEX transactions_due; DROP INDEX transactions_found;
ALTER TABLE transactions RENAME TO newer;
CREATE TABLE transactions (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    tenant TEXT NOT NULL,
    status TEXT NOT NULL,
    stage TEXT NOT NULL,
    due TEXT,
    shelf TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX transactions_of ON transactions (provider, tenant, sequence);
CREATE INDEX transactions_on ON transactions (provider, tenant, shelf, deleted, status, sequence);
CREATE INDEX transactions_due ON transactions (due) WHERE stage = 'open' AND due IS NOT NULL;
INSERT INTO transactions SELECT sequence, id, provider, tenant, status, stage, due, shelf, deleted, body FROM newer;
DROP TABLE newer;
"""

SECOND = """
PRAGMA journal_mode = DELETE;
PRAGMA user_version = 2;
DROP INDEX transactions_found;
ALTER TABLE transactions DROP COLUMN shown;
CREATE INDEX transactions_of ON transactions (provider, tenant, shelf, deleted);
CREATE INDEX transactions_found ON transactions
    (provider, tenant, shelf, deleted, status, stage, due, updated, completed, title, awaited, tags, words);
CREATE TABLE overview (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT NOT NULL);
CREATE TRIGGER overview_insert AFTER INSERT ON transactions BEGIN
    INSERT INTO overview VALUES (new.sequence, new.id, new.title);
END;
CREATE TRIGGER overview_update AFTER UPDATE ON transactions BEGIN
    DELETE FROM overview WHERE sequence = old.sequence;
    INSERT INTO overview VALUES (new.sequence, new.id, new.title);
END;
CREATE TRIGGER overview_delete AFTER DELETE ON transactions BEGIN
    DELETE FROM overview WHERE sequence = old.sequence;
END;
"""

THIRD = "PRAGMA user_version = 3; UPDATE transactions SET tags = '';"


def changed(folder, script):
    with closing(sqlite3.connect(folder / "sandbox.sqlite3")) as connection:
        connection.executescript(script)


@pytest.mark.parametrize("script", [FIRST, SECOND, THIRD], ids=["first", "second", "third"])
def test_a_folder_of_a_version_before_is_brought_up_to_date(script, tmp_path):
    def answers(sandbox):
        with client_of(sandbox) as esl:
            return [esl.get(query).json() for query in QUERIES]

    with Sandbox(data=tmp_path) as sandbox, client_of(sandbox) as esl:
        made = sent(esl, name="First")
        sandbox.sign_all(sent(esl, name="Second"))
        expected = answers(sandbox)
    changed(tmp_path, script)
    for _ in range(2):  # also when it has been done already
        with Sandbox(data=tmp_path) as sandbox:
            assert answers(sandbox) == expected
            assert {one.id for one in sandbox.transactions()} >= {made}
            assert "First" in local_http.get(f"{sandbox.url}/?q=first", headers=PAGE).text
    with Sandbox(data=tmp_path) as sandbox:
        assert sandbox.sign_all(made).status == "COMPLETED"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("PRAGMA user_version = 99;", "newer sandbox.*update esignkit"),
        ("PRAGMA application_id = 5;", "another program"),
    ],
)
def test_what_is_not_ours_is_refused_and_stays_as_it_is(script, reason, tmp_path):
    with Sandbox(data=tmp_path):
        pass
    changed(tmp_path, "PRAGMA journal_mode = DELETE;" + script)
    before = (tmp_path / "sandbox.sqlite3").read_bytes()
    with pytest.raises(OSError, match=reason):
        Sandbox(data=tmp_path).start()
    assert (tmp_path / "sandbox.sqlite3").read_bytes() == before


def test_the_database_of_another_program_is_refused(tmp_path):
    changed(tmp_path, "CREATE TABLE songs (title);")
    with pytest.raises(OSError, match="another program"):
        Sandbox(data=tmp_path).start()
