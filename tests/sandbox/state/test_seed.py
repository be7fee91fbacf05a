"""Seed files: what they make, and how what is wrong in them is told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from esignkit.sandbox import SeedError, pdf
from esignkit.sandbox.seed_file import PACKAGE_STATES, REQUEST_STATES, SESSION_STATES
from tests import local_http
from tests.sandbox.constellation1.support import STATUSES
from tests.sandboxes import running_sandbox

EXAMPLE = Path(__file__).parents[3] / "examples" / "sandbox_seed.toml"
ADA = {"name": "Ada Byron", "email": "ada@example.com"}
BOB = {"name": "Bob", "email": "bob@example.com"}

sandbox = running_sandbox(start=datetime(2026, 1, 2, tzinfo=UTC), scope="module")


@pytest.fixture(autouse=True)
def _empty(sandbox):
    sandbox.reset()


def test_the_example(sandbox):
    made = sandbox.seed(EXAMPLE)
    assert [(one.title, one.status, one.tenant) for one in made] == [
        ("Lease of Baker Street 221b", "SENT", "default"),
        ("Sale that fell through", "DECLINED", "default"),
        ("Standard lease", "DRAFT", "default"),
        ("Employment contract", "COMPLETED", "acme"),
        ("Purchase agreement", "2", "default"),
    ]
    assert sandbox.clock.now() == datetime(2026, 3, 1, 9, tzinfo=UTC)
    lease = made[0]
    assert [party.state for party in lease.parties] == ["signed", "pending"]
    assert [document.name for document in lease.documents] == ["Lease", "Inventory"]
    assert lease.due == datetime(2026, 4, 1, tzinfo=UTC)
    assert len(lease.id) == 36
    assert made[1].parties[0].reason == "The price has changed."
    assert pdf.verify_pdf(sandbox.signed_file(made[3].id), [sandbox.ca_certificate]).ok
    assert [entry.operation for entry in sandbox.ledger("ignisign")].count("signature_requests.publish") == 1
    [rule] = local_http.get(f"{sandbox.url}/_sandbox/faults").json()["rules"]
    assert (rule["effect"], rule["fired"]) == ("503", 0)
    tenants = [one["tenant"] for one in local_http.get(f"{sandbox.url}/_sandbox/accounts").json()]
    assert tenants == ["default", "acme"]


CELLS = [
    *(("esignlive", "packages", state, state) for state in PACKAGE_STATES),
    *(("ignisign", "requests", state, state) for state in REQUEST_STATES),
    *(("constellation1", "sessions", state, str(STATUSES[state])) for state in SESSION_STATES),
]


@pytest.mark.parametrize(("service", "kind", "state", "status"), CELLS)
def test_each_state(sandbox, service, kind, state, status):
    [made] = sandbox.seed({service: {kind: [{"title": "Lease", "state": state, "signers": [ADA, BOB]}]}})
    assert sandbox.transaction(made.id).status == status
    assert [one.id for one in sandbox.transactions(service)] == [made.id]


def test_files_are_looked_for_beside_the_seed(sandbox, tmp_path):
    (tmp_path / "papers").mkdir()
    content = pdf.write_pdf([["My own"]])
    (tmp_path / "papers" / "mine.pdf").write_bytes(content)
    seed = tmp_path / "seed.toml"
    seed.write_text('[[esignlive.packages]]\ntitle = "x"\ndocuments = [{ file = "papers/mine.pdf" }]\n')
    [made] = sandbox.seed(seed)
    assert sandbox.original_file(made.id) == content
    assert made.documents[0].name == "mine"


WRONG = {
    "a key": (
        "[clock]\n\ntme = 2026-01-01T00:00:00Z",
        r"line 3: clock\.tme: there is no such key \(did you mean time\?",
    ),
    "a key in the second of a list": (
        '[[esignlive.packages]]\ntitle = "a"\n[[esignlive.packages]]\ntitle = "b"\nsigner = []',
        r"line 5: esignlive\.packages\[1\]\.signer: .*did you mean signers\?",
    ),
    "a key of a table in a line": (
        '[[ignisign.requests]]\ntitle = "a"\nsigners = [\n  { name = "A", mail = "a@example.com" },\n]',
        r"line 4: ignisign\.requests\[0\]\.signers\[0\]\.mail: .*did you mean email\?",
    ),
    "a service": ('[[esignlve.packages]]\ntitle = "a"', r"line 1: esignlve: .*did you mean esignlive\?"),
    "a state": (
        '[[esignlive.packages]]\ntitle = "a"\nstate = "SIGNED"',
        r"line 3: .*'SIGNED' is not one of DRAFT, SENT, COMPLETED, DECLINED, EXPIRED, ARCHIVED$",
    ),
    "a state misspelt": (
        '[[esignlive.packages]]\ntitle = "a"\nstate = "COMPLETE"',
        r"line 3: .*\(did you mean COMPLETED\?\)",
    ),
    "a type": ("[[esignlive.packages]]\ntitle = 7", r"line 2: .*title: a text is needed, not a number"),
    "a missing key": ('[[esignlive.packages]]\nstate = "SENT"', r"line 1: esignlive\.packages\[0\]: title is missing"),
    "no offset": ("[clock]\ntime = 2026-01-01T00:00:00", r"line 2: clock\.time: a time .*offset.*, not a date or time"),
    "a time before the clock's years": (
        "[clock]\nfrozen = false\ntime = 1960-01-01T00:00:00Z",
        r"line 3: clock\.time: the clock goes from the year 1970 to 8999",
    ),
    "a time after the clock's years": (
        "[clock]\ntime = 9000-01-01T00:00:00Z\nfrozen = false",
        r"line 2: clock\.time: the clock goes from the year 1970 to 8999",
    ),
    "no TOML": ("[clock]\ntime = = 3", r"seed\.toml: .*line 2"),
    "a number without end": (f"a = 1{'0' * 5000}", r"seed\.toml: .*digits"),
    "brackets without end": (f"a = {'[' * 5000}", r"seed\.toml: it is nested too deeply"),
    "a list": ("esignlive.packages = 3", r"packages: a list of tables is needed, not a number"),
    "an account": ('[[esignlive.packages]]\ntitle = "a"\naccount = "b"', r"line 3: .*there is no account b"),
    "a file": (
        '[[esignlive.packages]]\ntitle = "a"\ndocuments = [{ file = "none.pdf" }]',
        r"line 3: .*none\.pdf cannot be read",
    ),
    "a refusal of eSignLive": (
        '[[esignlive.packages]]\ntitle = "a"\nstate = "SENT"',
        r"line 1: esignlive\.packages\[0\]: the service refuses: .*no",
    ),
    "a refusal of Ignisign": (
        '[[ignisign.requests]]\ntitle = "a"\nstate = "COMPLETED"',
        r"line 1: ignisign\.requests\[0\]: the service refuses: .*CANNOT_PUBLISH",
    ),
    "a refusal of Constellation1": (
        '[[constellation1.sessions]]\ntitle = " "',
        r"line 1: constellation1\.sessions\[0\]: the service refuses: .*title",
    ),
    "a switch": (
        '[switches.esignlive]\nbulk = "time"\nids = "short"',
        r"line 3: switches\.esignlive\.ids: ids cannot be short",
    ),
    "a switch that there is not": (
        '[switches.esignlive]\nids = "uuid"\nstrct = true',
        r"line 3: switches\.esignlive\.strct: there is no strct among the switches of esignlive; did you mean 'strict'\?$",
    ),
    "the switch strict": ("[switches.ignisign]\nstrict = 1", r"line 2: switches\.ignisign\.strict: .*true or false"),
    "a switch of an account": (
        '[[accounts]]\nname = "a"\n[accounts.switches.esignlive]\nids = "short"',
        r"line 4: accounts\[0\]\.switches\.esignlive\.ids: ids cannot be short",
    ),
    "a fault": ('[[faults]]\neffect = "burn"', r"line 2: faults\[0\]\.effect: effect cannot be burn of a fault"),
    "a fault's number": (
        '[[faults]]\neffect = "503"\n[[faults]]\neffect = "503"\ntimes = 0',
        r"line 5: faults\[1\]\.times: times cannot be 0",
    ),
    "a webhook": (
        '[[webhooks]]\nservice = "ignisign"\nurl = "http://example.com/"',
        r"line 1: webhooks\[0\]: .*this machine only",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_made(case, sandbox, tmp_path):
    text, problem = WRONG[case]
    before, was_frozen = sandbox.clock.now(), sandbox.clock.is_frozen
    seed = tmp_path / "seed.toml"
    first = '\n[[accounts]]\nname = "new"\n[[constellation1.sessions]]\ntitle = "first"\n'
    seed.write_text(text + ("" if "constellation1" in text or case == "no TOML" else first))
    with pytest.raises(SeedError, match=problem):
        sandbox.seed(seed)
    assert sandbox.transactions() == []
    assert sandbox.ledger() == []
    assert (sandbox.clock.now(), sandbox.clock.is_frozen) == (before, was_frozen)
    tenants = [one["tenant"] for one in local_http.get(f"{sandbox.url}/_sandbox/accounts").json()]
    assert "new" not in tenants


def test_a_seed_for_one_tenant_leaves_the_others_alone(sandbox):
    account = sandbox.create_account()
    [made] = sandbox.seed(
        {
            "switches": {"esignlive": {"ids": "uuid"}},
            "esignlive": {"packages": [{"title": "Lease", "state": "SENT", "signers": [ADA]}]},
            "faults": [{"effect": "502", "provider": "ignisign"}],
        },
        account.tenant,
    )
    assert (made.tenant, made.status, len(made.id)) == (account.tenant, "SENT", 36)
    assert sandbox.switch("esignlive")["ids"] != "uuid"
    rules = local_http.get(f"{sandbox.url}/_sandbox/faults").json()["rules"]
    assert [rule["tenant"] for rule in rules] == [account.tenant]
    with pytest.raises(ValueError, match="no tenant 'nobody'"):
        sandbox.seed({}, "nobody")
