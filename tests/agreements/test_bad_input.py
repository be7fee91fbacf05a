"""What people get wrong: said in their words, all at once, and nothing is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from esignkit import AsyncESignLive, ESignLive
from esignkit.agreements import (
    Agreement,
    Agreements,
    Anchor,
    AsyncAgreements,
    Box,
    Document,
    Field,
    InFile,
    Party,
    Question,
    Sms,
    UnsupportedError,
)
from esignkit.errors import ConfigurationError
from tests.agreements.support import ADA, BOB, SERVICES, lease, open_case
from tests.agreements.support import party as somebody
from tests.tables import in_one_test

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox

Wrong: Any = None  # what a checker would not let pass


def make(kind: Any, /, *arguments: Any, **members: Any) -> Any:
    return kind(*arguments, **members)


@in_one_test(
    "words, kind, members",
    [
        ("documents is 'lease.pdf'; give a list", Agreement, {"title": "A", "documents": "lease.pdf", "parties": []}),
        ("documents is of type bytes; give a list", Agreement, {"title": "A", "documents": b"%PDF", "parties": []}),
        ("parties is 'Ada'; give a list", Agreement, {"title": "A", "documents": [], "parties": "Ada"}),
        ("parties[0] is 'ada@example.com'; give Party(", Agreement, {"title": "A", "documents": [], "parties": ["ada@example.com"]}),
        ("title is int; give a text", Agreement, {"title": 5, "documents": [], "parties": []}),
        ("copy_to[0] is int; give e-mail addresses", Agreement, {"title": "A", "documents": [], "parties": [], "copy_to": [5]}),
        ("has no argument 'reminders'", Agreement, {"title": "A", "documents": [], "parties": [], "reminders": 3}),
        ("did you mean 'expires_at'?", Agreement, {"title": "A", "documents": [], "parties": [], "expire_at": None}),
        ("did you mean 'delivery'?", Party, {"name": "Ada Byron", "email": "a@b.c", "delivry": "email"}),
        ("sign[0] is 'Tenant:'; give Box(", Party, {"name": "Ada Byron", "email": "a@b.c", "sign": ["Tenant:"]}),
        ("sign is 'Tenant:'; give Anchor('Tenant:')", Party, {"name": "Ada Byron", "email": "a@b.c", "sign": "Tenant:"}),
        ("auth is of type str; give Password(", Party, {"name": "Ada Byron", "email": "a@b.c", "auth": "sesame"}),
        ("role is 'boss'; give signer, approver, viewer, copy", Party, {"name": "Ada Byron", "email": "a@b.c", "role": "boss"}),
        ("delivery is 'pigeon'; give email, embedded, silent", Party, {"name": "Ada Byron", "email": "a@b.c", "delivery": "pigeon"}),
        ("at is 'Tenant:'; give Box(", Field, {"at": "Tenant:"}),
        ("kind is 'stamp'; give signature, initials, date", Field, {"at": InFile(), "kind": "stamp"}),
        ("did you mean 'width'?", Box, {"page": 1, "left": 0, "top": 0, "witdh": 5}),
        ("missing 1 required positional argument: 'email'", Party, {"name": "Ada Byron"}),
        ("role is 'signr'; did you mean 'signer'?", Party, {"name": "Ada Byron", "email": "a@b.c", "role": "signr"}),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_said_at_once(words: str, kind: Any, members: dict[str, Any]):
    with pytest.raises((TypeError, ValueError)) as caught:
        make(kind, **members)
    assert words in str(caught.value)
    assert "sesame" not in str(caught.value)


def test_what_is_named_is_said_to_who_leaves_the_names_out(sandbox: Sandbox):
    with pytest.raises(
        TypeError, match=r"Agreement\(\) takes no positional arguments; name them: title=, documents=, "
    ):
        make(Agreement, "Lease")
    with pytest.raises(TypeError, match=r"^Agreements\(\) missing 1 required positional argument: 'client'"):
        make(Agreements)
    with pytest.raises(TypeError, match=r"^ESignLive\(\) takes no positional arguments; name them: api_key="):
        make(ESignLive, "sesame")
    with pytest.raises(TypeError, match=r"Party\(\) takes name, email without a name; name its others: sign=, role="):
        make(Party, "Ada Byron", "ada@example.com", "signer")
    with open_case("esignlive", sandbox).sign as sign:
        with pytest.raises(TypeError, match=r"agreement is of type str; give Agreement\(…\)"):
            make(sign.check, "lease-17")
        with pytest.raises(ValueError, match="reference is empty"):
            sign.find("")


def test_one_stands_for_a_list_where_that_is_plain():
    agreement = Agreement(title="A", documents=[b"%PDF", Document("b.pdf")], parties=ADA, copy_to="office@example.com")
    assert (agreement.parties, agreement.copy_to) == ((ADA,), ("office@example.com",))
    assert [document.file for document in agreement.documents] == [b"%PDF", "b.pdf"]
    assert somebody(ADA, sign=Box(1, 2, 3)).sign == (Field(Box(1, 2, 3)),)


WRONG: dict[str, tuple[dict[str, Any], list[str]]] = {
    "empty": ({"title": " ", "documents": [], "parties": []}, ["title", "documents", "parties"]),
    "no such texts": (
        {"reference": 17, "message": b"x", "language": 5, "return_url": 5, "remind_every": "daily"},
        ["language", "message", "reference", "remind_every", "return_url"],
    ),
    "moments": ({"expires_at": datetime(2100, 1, 1)}, ["expires_at"]),
    "a text for a moment": ({"expires_at": "tomorrow"}, ["expires_at"]),
    "passed": ({"expires_at": datetime.now(UTC) - timedelta(days=1)}, ["expires_at"]),
    "a passed day": ({"expires_at": date(2020, 1, 1)}, ["expires_at"]),
    "days": ({"remind_every": 0}, ["remind_every"]),
    "addresses": (
        {"copy_to": ["office"], "parties": [Party("Ada Byron", "ada"), Party("Bob Stone", "Bob <bob@example.com>")]},
        ["copy_to[0]", "parties[0].email", "parties[1].email"],
    ),
    "one word, one address twice": (
        {"parties": [Party("Ada", "ada@example.com"), Party("Bob Stone", "ADA@example.com")]},
        ["parties[0].name", "parties[1].email"],
    ),
    "nobody": ({"parties": [Party(Wrong, Wrong)]}, ["parties[0].email", "parties[0].name"]),
    "steps": ({"parties": [somebody(ADA, step=0)]}, ["parties[0].step"]),
    "steps of some": ({"parties": [ADA, somebody(BOB, step=1)]}, ["parties[0].step"]),
    "steps in words": ({"parties": [somebody(ADA, step="first")]}, ["parties[0].step"]),
    "boxes": (
        {
            "parties": [
                somebody(ADA, sign=[Box(0, 1, 1), Box(1, -1, 1), Box(1, 1, 1, 0, 5), Field(Box(1, 1, 1), document=2)]),
            ]
        },
        ["parties[0].sign[0].at.page", "parties[0].sign[1].at", "parties[0].sign[2].at", "parties[0].sign[3].document"],
    ),
    "numbers": (
        {"parties": [somebody(ADA, sign=[make(Box, "1", 2, float("nan")), Anchor("a", offset=make(int, 5))])]},
        ["parties[0].sign[0].at.page", "parties[0].sign[0].at.top", "parties[0].sign[1].at.offset"],
    ),
    "anchors": (
        {"parties": [somebody(ADA, sign=[Anchor(" "), Anchor("a", occurrence=0)])]},
        ["parties[0].sign[0].at.text", "parties[0].sign[1].at.occurrence"],
    ),
    "authentication": (
        {"parties": [somebody(ADA, auth=Sms("555")), somebody(BOB, auth=Question(" ", "Rex"))]},
        ["parties[0].auth.phone", "parties[1].auth.question"],
    ),
    "a copy that signs": ({"parties": [ADA, somebody(BOB, role="copy", sign=Box(1, 1, 1))]}, ["parties[1].sign"]),
    "files": ({"documents": [("lease.pdf", "text")]}, ["documents[0].file"]),
    "native": (
        {
            "native": {"no_such": 1},
            "parties": [somebody(ADA, native={"frist_name": "Ada"})],
            "documents": [Document(("lease.pdf", b"%PDF-"), native={"nothing": 1})],
        },
        ["documents[0].native", "native", "parties[0].native"],
    ),
}


@pytest.mark.parametrize("service", SERVICES)
def test_all_that_is_wrong_is_said_at_once_and_nothing_is_sent(service: str, sandbox: Sandbox):
    with open_case(service, sandbox).sign as sign:
        requests = len(sandbox.requests())
        for name, (changes, paths) in WRONG.items():
            agreement = lease(**{"documents": [("lease.pdf", b"%PDF-")], **changes})
            problems = [problem for problem in sign.check(agreement) if problem.feature is None]
            found = {problem.path for problem in problems}
            assert set(paths) <= found, name
            assert len(sign.check(agreement)) == len(set(sign.check(agreement))), name
            with pytest.raises(UnsupportedError) as caught:
                sign.send(agreement)
            assert caught.value.problems == tuple(sign.check(agreement))
            assert all(f"\n- {problem}" in str(caught.value) for problem in caught.value.problems), name
            assert "Rex" not in str(caught.value)
        assert len(sandbox.requests()) == requests


def test_a_misspelt_native_member_is_asked_about(sandbox: Sandbox):
    with open_case("esignlive", sandbox).sign as sign:
        (problem,) = sign.check(lease(native={"descripton": "Flat 4"}))
        assert "did you mean 'description'?" in problem.reason
        sent = sign.send(lease(native={"description": "Flat 4"}, parties=[somebody(ADA, native={"title": "Dr"})]))
        package: Any = sign.state(sent.id).native
        assert (package.description, package.roles[0].signers[0].title) == ("Flat 4", "Dr")


def test_problems_keep_their_places_when_others_are_left_out(sandbox: Sandbox):
    """What is left out before a problem is found does not move its path."""
    copy = Party("Cyd Poe", "cyd@example.com", role="copy")
    fields = [Field(InFile("form")), Field(Box(1, 50, 50), "text", document=1)]
    with open_case("esignlive", sandbox).sign as sign:
        agreement = lease(parties=[copy, ADA, somebody(BOB, sign=[Field(Box(1, 1, 1), "text")])])
        (problem,) = sign.check(agreement, allow_loss={"copy"})
        assert problem.path == "parties[2].sign[0]"
    with open_case("constellation1", sandbox).sign as sign:
        fields = [Box(1, 1, 1), Anchor("Tenant:")]
        (problem,) = sign.check(lease(parties=[ADA, somebody(BOB, sign=fields)]), allow_loss={"box"})
        assert problem.path == "parties[1].sign[1].at.text"


def test_nobody_is_left_who_signs(sandbox: Sandbox):
    with open_case("constellation1", sandbox).sign as sign:
        (problem,) = sign.check(lease(parties=[somebody(ADA, role="approver")]), allow_loss={"approver"})
        assert (problem.path, "nobody is left" in problem.reason) == ("parties", True)


# The client ----------------------------------------------------------------------------------------------------------
def test_a_client_of_another_kind_is_refused():
    settings: dict[str, Any] = {"api_key": "key", "base_url": "http://127.0.0.1:9"}
    with ESignLive(**settings) as client, pytest.raises(TypeError, match=r"AsyncAgreements takes AsyncConstellation1"):
        make(AsyncAgreements, client)
    with pytest.raises(TypeError, match=r"type AsyncESignLive; Agreements takes Constellation1"):
        make(Agreements, AsyncESignLive(**settings))
    with pytest.raises(TypeError, match=r"type str"):
        make(Agreements, "esignlive")


@in_one_test(
    "env, words", [({}, "no service is named"), ({"ESIGNKIT_SERVICE": "docusign"}, "'docusign' is no service")]
)
def test_the_environment_must_name_a_service(env: dict[str, str], words: str):
    with pytest.raises(ConfigurationError, match=words) as caught:
        Agreements.from_env(env)
    assert "ESIGNKIT_SERVICE" in str(caught.value)
    assert all(service in str(caught.value) for service in SERVICES)


@pytest.mark.parametrize("member", ["id", "status", "documents", "roles"])
def test_what_an_agreement_is_made_of_is_not_set_in_native(member: str, sandbox: Sandbox):
    """A package that is made with the status SENT is sent at once, and `create` promises a draft."""
    case = open_case("esignlive", sandbox)
    with case.sign as sign, pytest.raises(UnsupportedError, match=f"no member '{member}' of its own model can be set"):
        sign.create(lease(native={member: "SENT"}))
    assert case.writes() == []
