"""Snapshots: all of a sandbox in one file, and what is refused."""

from __future__ import annotations

import gzip
import sqlite3
import stat
from datetime import timedelta

import pytest

from esignkit.sandbox import Sandbox, SnapshotUnusable
from tests import local_http
from tests.sandbox.esl import at, client_of, sent
from tests.sandbox.sink import Sink
from tests.sandbox.state.test_versions import SECOND
from tests.sandboxes import emptied, running_sandbox

other = running_sandbox(scope="module")


@pytest.fixture
def other_sandbox(other):
    return emptied(other)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """The bytes of a snapshot with one package that Ann has signed, and what was true of its sandbox."""
    path = tmp_path_factory.mktemp("snapshot") / "one.snapshot"
    with Sandbox() as sandbox, client_of(sandbox) as esl:
        made = sent(esl)
        sandbox.sign(made, "ann@example.com")
        tenant = sandbox.create_account().tenant
        sandbox.clock.advance(timedelta(days=40))
        sandbox.switch("esignlive", ids="uuid")
        sandbox.faults.add("502", "ignisign", nth=3, times=4)
        sandbox.save(path)
        facts = {
            "id": made,
            "tenant": tenant,
            "file": sandbox.signed_file(made),
            "ca": sandbox.ca_certificate,
            "ledger": sandbox.ledger(),
            "now": sandbox.clock.now(),
            "wire": esl.get(at(made)).json(),
        }
    return path, facts


def test_everything_is_there_again_and_goes_on(snapshot, other_sandbox):
    path, facts = snapshot
    with client_of(other_sandbox) as esl:
        sent(esl)
        other_sandbox.load(path)
        assert [one.id for one in other_sandbox.transactions()] == [facts["id"]]
        assert esl.get(at(facts["id"])).json() == facts["wire"]
        assert other_sandbox.signed_file(facts["id"]) == facts["file"]
        assert other_sandbox.ca_certificate == facts["ca"]
        assert other_sandbox.ledger() == facts["ledger"]
        assert abs(other_sandbox.clock.now() - facts["now"]) < timedelta(minutes=1)
        assert other_sandbox.switch("esignlive")["ids"] == "uuid"
        tenants = local_http.get(f"{other_sandbox.url}/_sandbox/accounts").json()
        assert [one["tenant"] for one in tenants] == ["default", facts["tenant"]]
        [rule] = local_http.get(f"{other_sandbox.url}/_sandbox/faults").json()["rules"]
        assert (rule["effect"], rule["nth"], rule["times"]) == ("502", 3, 4)
        assert other_sandbox.sign_all(facts["id"]).status == "COMPLETED"


def test_nobody_else_may_read_the_file_and_it_is_replaced_whole(other_sandbox, tmp_path):
    path = tmp_path / "s"
    path.write_text("something else")
    other_sandbox.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["s"]
    with pytest.raises(FileNotFoundError):
        other_sandbox.save(tmp_path / "none" / "s")


def test_it_says_what_it_holds(snapshot):
    connection = sqlite3.connect(":memory:")
    connection.deserialize(gzip.decompress(snapshot[0].read_bytes()))
    notice = connection.execute("SELECT value FROM snapshot WHERE name = 'notice'").fetchone()[0]
    assert "personal data" in notice
    assert "key" in notice


def test_what_was_deleted_is_not_in_it(other_sandbox, tmp_path):
    with client_of(other_sandbox) as esl:
        esl.post("/packages", json={"name": "Unmistakable " * 300})
    other_sandbox.reset()
    other_sandbox.save(tmp_path / "s")
    assert b"Unmistakable" not in gzip.decompress((tmp_path / "s").read_bytes())


def test_over_http(snapshot, other_sandbox, tmp_path):
    path, facts = snapshot
    url = f"{other_sandbox.url}/_sandbox/snapshot"
    assert local_http.put(url, content=path.read_bytes()).json() == {"loaded": True}
    assert other_sandbox.signed_file(facts["id"]) == facts["file"]
    other_sandbox.clock.freeze()
    (tmp_path / "s").write_bytes(local_http.post(url).content)
    other_sandbox.reset()
    other_sandbox.load(tmp_path / "s")
    assert other_sandbox.signed_file(facts["id"]) == facts["file"]
    other_sandbox.clock.resume()


def changed(data: bytes, statement: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(gzip.decompress(data))
    connection.executescript(statement)
    return gzip.compress(connection.serialize())


def with_state(data: bytes, state: str) -> bytes:
    return changed(data, f"UPDATE snapshot SET value = '{state}' WHERE name = 'state'")


UNUSABLE = {
    "empty": (lambda data: b"", "not a snapshot"),
    "text": (lambda data: b"hello", "not a snapshot"),
    "compressed text": (lambda data: gzip.compress(b"hello"), "not a snapshot"),
    "a database": (lambda data: gzip.decompress(data), "data folder"),
    "another database": (lambda data: changed(data, "PRAGMA application_id = 7"), "another program"),
    "no state": (lambda data: changed(data, "DROP TABLE snapshot"), "not a snapshot"),
    "its end missing": (lambda data: data[:-100], "damaged"),
    "a byte changed": (lambda data: data[:2000] + bytes([data[2000] ^ 1]) + data[2001:], "damaged"),
    "a page of nothing": (lambda data: gzip.compress(gzip.decompress(data)[:8192] + bytes(8192)), "damaged"),
    "no JSON": (lambda data: with_state(data, "{"), "damaged"),
    "no object": (lambda data: with_state(data, "[]"), "damaged"),
    "a clock that stands beyond its end": (
        lambda data: with_state(data, '{"clock": {"time": "9999-01-01T00:00:00+00:00", "frozen": true}}'),
        "from the year 1970",
    ),
    "a clock without a time": (lambda data: with_state(data, '{"clock": {"time": "noon"}}'), "damaged"),
    "a fault that has not come anywhere": (lambda data: with_state(data, '{"faults": [{"effect": "500"}]}'), "damaged"),
    "a fault of no kind": (lambda data: with_state(data, '{"faults": [{"seen": 0, "fired": 0}]}'), "damaged"),
    "an account without a key": (
        lambda data: changed(data, "UPDATE records SET body = '{\"tenant\": \"x\"}' WHERE kind = 'account'"),
        "damaged",
    ),
    "newer": (lambda data: changed(data, "PRAGMA user_version = 99"), "newer sandbox.*update esignkit"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_loaded_changes_nothing(case, snapshot, other_sandbox, tmp_path):
    spoil, reason = UNUSABLE[case]
    bad = tmp_path / "bad"
    bad.write_bytes(spoil(snapshot[0].read_bytes()))
    account = other_sandbox.create_account()
    rule = other_sandbox.faults.add("502", "ignisign")
    with client_of(other_sandbox, account) as esl:
        kept = esl.post("/packages", json={"name": "kept"}).json()["id"]
        with pytest.raises(SnapshotUnusable, match=reason):
            other_sandbox.load(bad)
        refused = local_http.put(f"{other_sandbox.url}/_sandbox/snapshot", content=bad.read_bytes())
        assert refused.status_code == 400
        assert [one.id for one in other_sandbox.transactions()] == [kept]
        assert esl.get(at(kept)).status_code == 200
    assert other_sandbox.create_account().tenant != account.tenant
    assert not other_sandbox.clock.is_frozen
    [still_there] = local_http.get(f"{other_sandbox.url}/_sandbox/faults").json()["rules"]
    assert still_there["effect"] == rule.effect


def test_one_of_the_version_before_is_loaded(snapshot, other_sandbox, tmp_path):
    path, facts = snapshot
    (tmp_path / "before").write_bytes(changed(path.read_bytes(), SECOND))
    other_sandbox.load(tmp_path / "before")
    loaded = other_sandbox.transaction(facts["id"])
    with client_of(other_sandbox) as esl:
        found = esl.get(f"/packages?search={loaded.title}").json()["results"]
    assert [one["id"] for one in found] == [loaded.id]
    assert other_sandbox.signed_file(facts["id"]) == facts["file"]


def test_a_fault_goes_on_where_it_was(tmp_path):
    def outcomes(sandbox, number):
        with client_of(sandbox) as esl:
            return [esl.get("/packages/overview").status_code for _ in range(number)]

    with Sandbox() as sandbox:
        sandbox.faults.add("503", "esignlive", probability=0.5, seed=3, times=None)
        outcomes(sandbox, 7)
        sandbox.save(tmp_path / "s")
        expected = outcomes(sandbox, 12)
        sandbox.load(tmp_path / "s")
        assert outcomes(sandbox, 12) == expected
        assert set(expected) == {200, 503}


def test_what_had_not_been_posted_is_posted_by_the_one_that_loads(tmp_path, other_sandbox):
    with Sink() as sink:
        sink.semaphore.clear()
        with Sandbox() as sandbox, client_of(sandbox) as esl:
            sandbox.webhooks.register("esignlive", sink.url, events=["PACKAGE_CREATE"])
            esl.post("/packages", json={"name": "x"})
            sandbox.save(tmp_path / "s")
        sink.semaphore.set()
        other_sandbox.load(tmp_path / "s")
        assert [one.state for one in other_sandbox.deliveries()] == ["delivered"]
