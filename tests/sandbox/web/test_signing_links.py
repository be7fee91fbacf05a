"""The addresses of signing pages: each opens one party's documents, and nothing else is accepted."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from esignkit.sandbox.domain import signing_links
from esignkit.sandbox.domain.model import Party, Transaction
from tests.sandboxes import running_sandbox

NOW = datetime(2026, 1, 2, tzinfo=UTC)
sandbox = running_sandbox(scope="module")


def lease(identifier="lease=1"):
    parties = [Party("ann", "Ann", "ann@example.com"), Party("böb/..", "Bob", "bob@example.com")]
    return Transaction(identifier, "esignlive", "default", "SENT", NOW, NOW, "Lease", parties=parties)


@pytest.fixture(scope="module")
def tokens(sandbox):
    def make(work):
        transaction = lease()
        work.save(transaction)
        return [signing_links.signing_token(work, transaction, party) for party in transaction.parties]

    return sandbox.work(make)


def whom(sandbox, token):
    found = sandbox.work(lambda work: signing_links.find_signer(work, token))
    return None if found is None else found[1].id


def test_a_token_is_for_one_party_and_the_same_each_time(sandbox, tokens):
    assert [whom(sandbox, token) for token in tokens] == ["ann", "böb/.."]
    again = sandbox.work(lambda work: signing_links.signing_path(work, lease(), lease().parties[0]))
    assert again == "/sign/" + tokens[0]
    assert not set("/?#%=") & set("".join(tokens))


@pytest.mark.parametrize(
    "change",
    [
        lambda one, other: other.partition(".")[0] + "." + one.partition(".")[2],
        lambda one, other: one[:-1] + ("A" if one[-1] != "A" else "B"),
        lambda one, other: one.partition(".")[0],
        lambda one, other: one.partition(".")[0] + ".",
        lambda one, other: "",
        lambda one, other: ".",
        lambda one, other: "é.é",
        lambda one, other: "W10." + one.partition(".")[2],  # an empty list
        lambda one, other: "bnVsbA." + one.partition(".")[2],  # null
        lambda one, other: "A" * 5_000 + ".x",
        *(
            lambda one, other, content=content: base64.urlsafe_b64encode(content).decode() + ".x"
            for content in (
                b"[" * 2_900,
                b'["\\ud800","x"]',
                b'["\\ud800", "x"]',
                b'{"a": 1, "b": 2}',
                b"[1e999, 2]",
                b"[" + b"1" * 2_900 + b", 1]",
                b'["\\u0000", "x"]',
                b'["lease=1", "ann", [["x"]]]',
                b"\xff\xfe",
            )
        ),
    ],
)
def test_what_is_no_token_opens_nothing(sandbox, tokens, change):
    assert whom(sandbox, change(*tokens)) is None


def test_a_token_is_void_for_another_address_and_for_what_is_gone(sandbox):
    def act(work):
        transaction = lease("lease-2")
        work.save(transaction)
        token = signing_links.signing_token(work, transaction, transaction.parties[0])
        seen = [signing_links.find_signer(work, token) is not None]
        transaction.parties[0].email = "other@example.com"
        work.save(transaction)
        seen.append(signing_links.find_signer(work, token) is not None)
        transaction.parties[0].email, transaction.deleted = "ann@example.com", True
        work.save(transaction)
        return [*seen, signing_links.find_signer(work, token) is not None]

    assert sandbox.work(act) == [True, False, False]
