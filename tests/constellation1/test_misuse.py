"""Mistakes that a beginner makes: each is told what to do, and nothing is sent."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from esignkit import Constellation1
from esignkit.constellation1 import (
    AuthenticationMethod,
    AutologinPage,
    CopyOptions,
    EventType,
    GroupRole,
    Groups,
    GroupUserView,
    LandingPage,
    Session,
    SessionColumn,
    SessionInfo,
    Sessions,
    Signer,
    Signers,
    SortOrder,
    Tokens,
    User,
    Users,
    WebhookEvent,
)
from esignkit.core.endpoint import PLANNER
from esignkit.errors import ConfigurationError, ESignError
from esignkit.types import Secret
from tests.constellation1.samples import SESSION_ID, settings, small_session
from tests.support import Record, context_of, drive, reply
from tests.tables import in_one_test

sessions, signers, users, groups = Sessions(PLANNER), Signers(PLANNER), Users(PLANNER), Groups(PLANNER)
ANY: Any = None
JSON: Any = {"SessionInfo": {"Title": "Lease"}}
ONE: Any = Signer(last_name="Doe", email_address="doe@example.com")
TEXT: Any = SESSION_ID

WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "a dict": (lambda: sessions.create(JSON), r"session is a dict; give Session\(…\), or Session\.from_wire\(…\)"),
    "nothing": (lambda: sessions.create(ANY), r"session is None; give Session\(…\)$"),
    "the other way round": (lambda: sessions.update(TEXT, TEXT), r"session is a str; give Session\(…\)$"),
    "a dict to copy": (lambda: sessions.copy(SESSION_ID, JSON), "session is a dict"),
    "options": (lambda: sessions.copy(SESSION_ID, copy_options=JSON), "copy_options is a dict; give CopyOptions"),
    "settings": (lambda: sessions.create(Session(session_info=JSON)), r"session\.session_info is a dict"),
    "one signer": (lambda: sessions.create(Session(signers=ONE)), r"session\.signers is a Signer; give a list of"),
    "one signer added": (lambda: sessions.add_signers_and_documents("x", signers=ONE), "give a list of Signer"),
    "signers as JSON": (
        lambda: sessions.update("x", Session(signers=[ONE, JSON])),
        r"session\.signers\[1\] is a dict; give Signer\(…\), or Signer\.from_wire",
    ),
    "a document as text": (lambda: sessions.update("x", Session(documents=[TEXT])), r"documents\[0\] is a str"),
    "one invited": (lambda: signers.send_invites("x", ONE, return_url="x"), "signers is a Signer; give a list"),
    "ids of signers": (lambda: signers.update("x", [TEXT]), r"signers\[0\] is a str; give Signer"),
    "no signers": (lambda: signers.update("x", ANY), "signers is None; give a list of Signer"),
    "a user as a dict": (lambda: users.create(JSON, salt="s"), "user is a dict; give User"),
    "a user name": (lambda: users.update(TEXT, salt="s"), "user is a str; give User"),
    "a new name": (lambda: users.update_by_username("a", TEXT, salt="s"), "user is a str; give User"),
    "a user for a group": (
        lambda: groups.create_user(User(username="a"), salt="s"),
        "group_user is a User; give GroupUserView",
    ),
}


@in_one_test("name", WRONG)
def test_wrong_arguments(name: str) -> None:
    call, words = WRONG[name]
    with pytest.raises(TypeError, match=words):
        call()


RESOURCES: tuple[type[Any], ...] = (Sessions, Signers, Users, Groups, Tokens)
GOOD_SIGNERS = [Signer(signer_id="1", last_name="Doe", email_address="doe@example.com")]
VALUES: dict[str, Any] = {
    "session": small_session(),
    "signers": GOOD_SIGNERS,
    "event": WebhookEvent(signing_session_id=SESSION_ID),
    "user": User(username="a@x.example", first_name="A", last_name="B", password="p"),
    "group_user": GroupUserView(username="a@x.example"),
    "user_status": 1,
}


def required_arguments() -> Iterator[tuple[str, type[Any], str, str, dict[str, Any]]]:
    for cls in RESOURCES:
        for method in dir(cls):
            build = getattr(inspect.getattr_static(cls, method), "build", None)
            if build is None:
                continue
            parameters = list(inspect.signature(build).parameters.values())[1:]
            needed = [one for one in parameters if one.default is one.empty]
            texts = {one.name for one in needed if "str" in one.annotation.split(" | ")}
            given = {one.name: "x" if one.name in texts else VALUES[one.name] for one in needed}
            if method == "update_user_role":
                given["group_user"] = "x"
            for name in given:
                yield f"{cls.__name__}.{method}({name})", cls, method, name, given


REQUIRED = {found[0]: found[1:] for found in required_arguments()}


def test_every_operation_is_looked_at() -> None:
    assert len(REQUIRED) > 60
    assert {"Sessions.start(return_url)", "Users.get_by_username(username)", "Tokens.create(salt)"} <= REQUIRED.keys()


@in_one_test("where", REQUIRED)
@in_one_test("value", [None, "", " \t", Secret(""), [], {}, b"", 1.5])
def test_an_empty_or_missing_required_argument_is_refused_unsent(where: str, value: Any) -> None:
    cls, method, name, given = REQUIRED[where]
    record = Record()

    def call() -> None:
        flow = getattr(cls(PLANNER), method)(**{**given, name: value})
        drive(flow, [], context_of(settings(), record), record)

    with pytest.raises((TypeError, ValueError), match=name):
        call()
    assert record.sent == []


@in_one_test("where", [name for name in REQUIRED if "Sessions." in name and "session_id" in name])
@in_one_test("positional", [True, False])
def test_so_is_an_empty_id_in_either_place(where: str, positional: bool) -> None:
    cls, method, name, given = REQUIRED[where]
    others = {key: value for key, value in given.items() if key != name}
    with pytest.raises(ValueError, match="session_id is empty; the service requires it, so nothing was sent"):
        getattr(cls(PLANNER), method)(*[""] * positional, **others, **({} if positional else {name: ""}))


@in_one_test("name", ["", " "])
def test_an_empty_owner_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="username is empty"):
        sessions.pause(SESSION_ID, username=name)


EMPTY: dict[str, tuple[Callable[[], object], str]] = {
    "no title": (lambda: sessions.create(Session(signers=GOOD_SIGNERS)), "title is empty; a new session needs"),
    "a blank title": (lambda: sessions.create(Session(session_info=SessionInfo(title=" "))), "title is empty"),
    "nothing to add": (lambda: sessions.add_signers_and_documents("x"), "there is nothing to add; give signers= or"),
    "nobody to add": (lambda: sessions.add_signers_and_documents("x", signers=[]), "there is nothing to add"),
    "nobody to invite": (lambda: signers.send_invites("x", [], return_url="x"), r"give at least one Signer\(…\)"),
    "nobody to change": (lambda: signers.update("x", []), r"give at least one Signer\(…\)"),
    "a user without a name": (
        lambda: users.create(User(username="a@x.example", first_name="A", password="p"), salt="s"),
        r"user\.last_name is needed to create a user",
    ),
    "a user without a password": (
        lambda: users.create(User(username="a@x.example", first_name="A", last_name="B", password=""), salt="s"),
        r"user\.password is needed",
    ),
}


@in_one_test("name", EMPTY)
def test_what_says_too_little_is_refused_unsent(name: str) -> None:
    call, words = EMPTY[name]
    with pytest.raises(ValueError, match=words):
        call()


def test_secrets_that_are_refused_are_not_shown() -> None:
    with pytest.raises(ValueError, match="salt is empty") as caught:
        Tokens(PLANNER).create("canary", salt=" ")
    assert "canary" not in str(caught.value)


def test_null_and_nothing_are_no_mistake() -> None:
    from esignkit import NULL

    body = drive(
        sessions.update(SESSION_ID, Session(signers=NULL, documents=[], session_info=NULL)),
        [reply(200, {"ReturnValue": "True"})],
        context_of(settings()),
    )[1].sent[0]
    assert body.json["session"] == {"Id": SESSION_ID, "SessionInfo": None, "Documents": [], "Signers": None}
    assert sessions.create(Session(session_info=SessionInfo(title="T"), signers=NULL))
    assert sessions.copy(SESSION_ID, copy_options=CopyOptions())


@in_one_test("value", ["2030-01-31", date(2030, 1, 31)])
def test_a_day_is_no_moment(value: Any) -> None:
    flow = sessions.update(SESSION_ID, Session(session_info=SessionInfo(expires_on=value)))
    with pytest.raises(TypeError, match=r"expires_on is .*; give a datetime with a time zone"):
        drive(flow, [], context_of(settings()))
    moment = SessionInfo(expires_on=datetime(2030, 1, 31, tzinfo=UTC))
    assert moment.to_wire() == {"ExpiresOn": "/Date(1896048000000)/"}


CASINGS = {
    AuthenticationMethod: ("kba", "KBAPLUSPASSWORD", " sms", "none"),
    SessionColumn: ("title", "CREATEDON"),
    SortOrder: ("DESC", "Asc"),
    EventType: ("sessionstatus",),
    AutologinPage: ("continue", "EMAILPREF"),
    LandingPage: ("Step1",),
}


@in_one_test("kind, text", [(kind, text) for kind, texts in CASINGS.items() for text in texts])
def test_the_services_words_are_known_in_any_casing(kind: Any, text: str) -> None:
    assert kind(text).is_known
    assert kind(text).value.casefold() == text.strip().casefold()
    assert not kind(text + "x").is_known
    assert kind(text + "x") == text + "x"


def test_a_role_goes_out_as_it_was_written() -> None:
    """A release note of the service writes roles in lower case, the page does not: nobody knows which it takes."""
    flow = groups.update_user_role("a@x.example", "admin")
    sent = drive(flow, [reply(200, {"ReturnValue": "True"})], context_of(settings()))[1].sent[0]
    assert sent.json["userRole"] == "admin"
    assert GroupRole("admin") != GroupRole.ADMIN


def test_a_method_in_another_casing_is_the_method() -> None:
    session = Session(signers=[Signer(auth_method="kba", auth_methods=["sms"])])
    sent = drive(
        sessions.update(SESSION_ID, session),
        [reply(200, {"ReturnValue": "True"})],
        context_of(settings(auth_method_numbers={"KBA": 2, "SMS": 4})),
    )[1].sent[0]
    assert sent.json["session"]["Signers"] == [{"AuthMethod": 2, "AuthMethods": [4]}]


@in_one_test("token", ["Bearer abc", "bearer  abc", "Basic abc", "BEARER"])
def test_a_token_has_no_word_before_it(token: str) -> None:
    with pytest.raises(ConfigurationError, match="without the word Bearer or Basic") as caught:
        Constellation1(token=token, environment="stage")
    assert "abc" not in str(caught.value)


@in_one_test("token", ["BearerOfNews+/==", "basic+abc==", "basic"[:4] + "/x="])
def test_a_token_may_begin_like_a_word(token: str) -> None:
    Constellation1(token=token, environment="stage").close()


@in_one_test("number", ["2", 2.0, True, None])
def test_numbers_of_methods_are_numbers(number: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"auth_method_numbers: 'KBA' stands for .*, which is no whole number"):
        Constellation1(token="t", environment="stage", auth_method_numbers={"KBA": number})


@in_one_test("name", ["KBA", "kba", AuthenticationMethod.KBA])
def test_numbers_that_answers_hold_are_read_back_by_the_clients_own_map(name: str) -> None:
    numbers = {name: 2, "SMS": 4}
    wire = [{"AuthMethod": 2, "AuthMethods": [4, "2", 9, "None"]}, {"AuthMethod": None}]
    session = {"SigningSessionId": SESSION_ID, "SessionInfo": {}, "Signers": wire}
    answers: list[tuple[Any, Any, Callable[[Any], Any]]] = [
        (sessions.get(SESSION_ID), {"Sessions": [session]}, lambda found: found.signers[0]),
        (sessions.wait(SESSION_ID), {"Session": {**session, "StatusCode": 3}}, lambda found: found.signers[0]),
        (sessions.create(small_session()), {"Sessions": [session]}, lambda found: found.session.signers[0]),
        (sessions.list_by_transaction_id("t"), [session], lambda found: found[0].signers[0]),
    ]
    for flow, answer, of in answers:
        signer = of(drive(flow, [reply(200, answer)], context_of(settings(auth_method_numbers=numbers)))[0])
        assert signer.auth_method is AuthenticationMethod.KBA
        assert signer.auth_methods == ["SMS", "KBA", "9", "None"]
        assert [method.is_known for method in signer.auth_methods] == [True, True, False, True]
        plain = of(drive(flow, [reply(200, answer)], context_of(settings()))[0])
        assert (plain.auth_method, plain.auth_method.is_known) == ("2", False)
    again = sessions.update(SESSION_ID, Session(signers=[signer]))
    sent = drive(
        again, [reply(200, {"ReturnValue": "True"})], context_of(settings(auth_method_numbers={**numbers, "None": 0}))
    )
    assert sent[1].sent[0].json["session"]["Signers"] == [{"AuthMethod": 2, "AuthMethods": [4, 2, 9, 0]}]


def test_two_methods_have_no_number_in_common() -> None:
    with pytest.raises(ConfigurationError, match="2 stands for 'KBA' and 'SMS'; give it to one"):
        Constellation1(token="t", environment="stage", auth_method_numbers={"KBA": 2, "SMS": 2})


@in_one_test(
    "status, body, words",
    [
        (400, b"<html>Request Error</html>", "HTTP 400 (the service does not say why; it may not take a date"),
        (404, b"<html>Endpoint not found.</html>", "HTTP 404 (nothing is at this address: the service does not know"),
        (200, b"null", "give the client api_key= and salt="),
    ],
)
def test_an_answer_without_words_is_told_what_to_look_at(status: int, body: bytes, words: str) -> None:
    with pytest.raises(ESignError) as caught:
        drive(sessions.create(small_session()), [reply(status, body)], context_of(settings()))
    assert words in caught.value.message
