"""Answers: both shapes, wrappers, casing, and what must never fail a parse."""

from __future__ import annotations

import base64
import copy
import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest

from esignkit.constellation1.enums import (
    AuthenticationMethod,
    EmailOptions,
    OpenNumber,
    SessionStatus,
    SignerStatus,
    SortOrder,
    UseSequence,
)
from esignkit.constellation1.models import (
    Document,
    RequestResponse,
    Session,
    SessionInfo,
    SessionResponse,
    Signer,
    User,
)
from esignkit.constellation1.sessions import Sessions
from esignkit.constellation1.users import Users
from esignkit.core.endpoint import PLANNER
from esignkit.errors import ApiError, DecodeError, ESignError
from esignkit.types import Secret
from tests.constellation1.samples import CONTENT, SESSION_ID, UPDATE_JSON, settings, small_session
from tests.support import context_of, drive, reply
from tests.tables import in_one_test

plan = Sessions(PLANNER)
ZERO = "00000000-0000-0000-0000-000000000000"


def result(flow: Any, answer: Any) -> Any:
    return drive(flow, [reply(200, answer)], context_of(settings()))[0]


ONE = {"SigningSessionId": SESSION_ID, "SessionInfo": {"Title": "Lease"}, "Signers": []}
SESSION_ANSWERS: dict[str, Any] = {
    "id alone": {"SigningSessionId": SESSION_ID},
    "lower case": {"signingsessionid": SESSION_ID},
    "upper case": {"SIGNINGSESSIONID": SESSION_ID},
    "list": {"SigningSessionId": SESSION_ID, "Sessions": [ONE]},
    "list alone": {"Sessions": [ONE]},
    "one": {"Session": ONE},
    "other name": {"SigningSessions": [ONE]},
    "one under the list's name": {"sessions": ONE},
    "by Id": {"Session": {"Id": SESSION_ID}},
    "by SessionInfo.Id": {"Session": {"SessionInfo": {"Id": SESSION_ID}}},
    "zeros give way": {"SigningSessionId": ZERO, "Session": ONE},
    "wrapped": {"CreateSessionResult": {"SigningSessionId": SESSION_ID}},
    "wrapped in d": {"d": {"SigningSessionId": SESSION_ID}},
    "wrapped twice": {"d": {"CreateSessionResult": {"SigningSessionId": SESSION_ID}}},
    "with a return value": {"SigningSessionId": SESSION_ID, "ReturnValue": "True", "Details": None},
    "unknown members": {"SigningSessionId": SESSION_ID, "Whatever": {"a": [1]}},
    "the session itself": ONE,
    "an array": [ONE],
}


@in_one_test("name", SESSION_ANSWERS)
def test_the_session_is_found_in_every_shape(name: str) -> None:
    answer = SESSION_ANSWERS[name]
    response = result(plan.create(small_session()), answer)
    assert isinstance(response, SessionResponse)
    assert response.session_id == SESSION_ID


@in_one_test(
    "answer",
    [
        {"Sessions": [ONE]},
        {"Session": ONE},
        {"SigningSessionId": SESSION_ID, "Session": {"SessionInfo": {"Title": "Lease"}}},
        ONE,
        [ONE],
        {"GetSessionResult": {"sessions": [ONE]}},
        {"sessioninfo": {"TITLE": "Lease"}, "id": SESSION_ID},
    ],
)
def test_get_gives_the_session(answer: Any) -> None:
    session = result(plan.get(SESSION_ID), answer)
    assert isinstance(session, Session)
    assert session.session_id == SESSION_ID
    assert session.session_info is not None
    assert session.session_info.title == "Lease"


def test_unknown_members_are_kept_and_sent_back() -> None:
    response = result(plan.create(small_session()), SESSION_ANSWERS["unknown members"])
    assert response.extra == {"Whatever": {"a": [1]}}
    assert response.to_wire() == SESSION_ANSWERS["unknown members"]


YES = ["True", "true", "TRUE", " True ", True]


@in_one_test("value", YES)
@in_one_test("shape", ["member", "lower", "wrapped", "bare", "d"])
def test_true_in_every_shape(value: Any, shape: str) -> None:
    answer: Any = {
        "member": {"ReturnValue": value},
        "lower": {"returnvalue": value, "details": ""},
        "wrapped": {"CancelSessionResult": {"ReturnValue": value}},
        "bare": value,
        "d": {"d": value},
    }[shape]
    response = result(plan.cancel(SESSION_ID, return_url="x"), answer)
    assert isinstance(response, RequestResponse)
    assert response.succeeded is True


def test_details_are_kept_as_a_list() -> None:
    for details, expected in (
        ("one", ["one"]),
        (["one", "two"], ["one", "two"]),
        ([{"Message": "one"}, None, " "], ["one"]),
        ([{"Code": 1}], ['{"Code": 1}']),
        ("", []),
    ):
        assert RequestResponse.from_wire({"ReturnValue": "True", "Details": details}).details == expected


def test_landing_url() -> None:
    users = Users(PLANNER)
    for answer in ({"ReturnValue": "https://x/?"}, "https://x/?", {"GetLandingURLResult": "https://x/?"}):
        assert result(users.landing_url(), answer) == Secret("https://x/?")


def test_models_read_what_they_write() -> None:
    session = Session.from_wire(copy.deepcopy(UPDATE_JSON["session"]))
    assert session.to_wire() == UPDATE_JSON["session"]
    assert session.signers is not None
    assert session.signers[0].auth_method is AuthenticationMethod.KBA_PLUS_PASSWORD
    assert session.signers[0].properties == {"DisableEditName": "1"}
    assert session.documents is not None
    assert session.documents[0].file_bytes == CONTENT
    assert pickle.loads(pickle.dumps(session)) == session


@in_one_test("spell", [str.lower, str.upper])
def test_names_are_read_without_regard_to_case(spell: Any) -> None:
    def fold(value: Any) -> Any:
        if isinstance(value, dict):
            return {spell(k): v if k == "MergeFieldMapping" else fold(v) for k, v in value.items()}
        return [fold(v) for v in value] if isinstance(value, list) else value

    assert Session.from_wire(fold(UPDATE_JSON["session"])).to_wire() == UPDATE_JSON["session"]


@in_one_test(
    "value, expected",
    [
        ([0, 255], b"\x00\xff"),
        ([], b""),
        (base64.b64encode(CONTENT).decode(), CONTENT),
        ("", b""),
    ],
)
def test_file_bytes_in_either_form(value: Any, expected: bytes) -> None:
    assert Document.from_wire({"FileBytes": value}).file_bytes == expected


@in_one_test("value", [[256], ["a"], "%%%", 3, {"a": 1}])
def test_file_bytes_that_are_neither(value: Any) -> None:
    with pytest.raises(DecodeError, match="FileBytes"):
        Document.from_wire({"FileBytes": value})


@in_one_test(
    "value, expected",
    [
        ("/Date(1896091200250)/", datetime(2030, 1, 31, 12, 0, 0, 250_000, UTC)),
        ("\\/Date(0)\\/", datetime(1970, 1, 1, tzinfo=UTC)),
        ("/Date(1896091200250+0200)/", datetime(2030, 1, 31, 12, 0, 0, 250_000, UTC)),
        ("/Date(-62135596800000)/", None),
        ("/Date(-62135578800000-0500)/", None),
        ("2030-01-31T12:00:00Z", datetime(2030, 1, 31, 12, tzinfo=UTC)),
        ("2030-01-31T14:00:00+02:00", datetime(2030, 1, 31, 12, tzinfo=UTC)),
        ("2030-01-31T12:00:00", datetime(2030, 1, 31, 12, tzinfo=UTC)),
        ("0001-01-01T00:00:00", None),
        (None, None),
    ],
)
def test_dates(value: Any, expected: datetime | None) -> None:
    assert SessionInfo.from_wire({"ExpiresOn": value}).expires_on == expected


@in_one_test("value", [{"A B": "1", "C": None}, [{"Key": "A B", "Value": "1"}, {"key": "C"}, None, {"Value": "x"}]])
def test_pairs_in_either_form(value: Any) -> None:
    signer = Signer.from_wire({"Properties": value, "MergeFieldMapping": value})
    assert signer.properties == signer.merge_field_mapping == {"A B": "1", "C": None}


@in_one_test("value", ["a", [1], 3])
def test_pairs_that_are_none(value: Any) -> None:
    with pytest.raises(DecodeError, match="Properties"):
        Signer.from_wire({"Properties": value})


def test_other_spellings() -> None:
    signer = Signer.from_wire({"SignerID": "s", "AuthenticateSigner": {"password": "p"}})
    assert signer.signer_id == "s"
    assert signer.authentication_settings is not None
    assert signer.authentication_settings.password == Secret("p")
    assert SessionInfo.from_wire({"CopyTo": "a@x, b@x,"}).copy_to == ["a@x", "b@x"]
    assert SessionInfo.from_wire({"CopyTo": ["a@x"]}).copy_to == ["a@x"]


def test_the_status_is_found_in_either_place() -> None:
    assert Session.from_wire({"StatusCode": 3}).status is SessionStatus.COMPLETED
    assert Session.from_wire({"SessionInfo": {"Status": "InSent"}}).status is SessionStatus.IN_SENT
    assert Session().status is None


ENUMS: list[tuple[type[OpenNumber], dict[str, int]]] = [
    (
        SessionStatus,
        {"InDraft": 1, "InSent": 2, "Completed": 3, "Cancelled": 4, "Deleted": 5, "InPaused": 6, "Expired": 7},
    ),
    (
        SignerStatus,
        {
            "PendingInvite": 1,
            "Invited": 2,
            "InProgress": 3,
            "Completed": 4,
            "Cancelled": 5,
            "Declined": 6,
            "Delegated": 7,
            "AuthenticationFailed": 8,
        },
    ),
    (UseSequence, {"NonSequential": 0, "Sequential": 1, "Suspended": 2}),
    (EmailOptions, {"CcLinks": 0, "CcAttachments": 3}),
]


@in_one_test("enum, values", ENUMS)
def test_numbers_are_read_as_numbers_texts_and_names(enum: type[OpenNumber], values: dict[str, int]) -> None:
    assert {int(member) for member in enum} == set(values.values())
    for name, number in values.items():
        member = enum(number)
        assert member.is_known
        assert enum(str(number)) is enum(float(number)) is enum(name) is member


def test_numbers_nobody_knows_survive() -> None:
    strange = SignerStatus(99)
    assert (strange, int(strange), strange.is_known) == (99, 99, False)
    assert pickle.loads(pickle.dumps(strange)) == strange
    purged = Session.from_wire({"StatusCode": "To Be Purged"})
    assert purged.status is not None
    assert (purged.status.name, purged.status.is_known) == ("To Be Purged", False)
    assert purged.to_wire() == {"StatusCode": "To Be Purged"}
    assert pickle.loads(pickle.dumps(purged)) == purged
    assert SessionStatus("Purged") != SessionStatus("Archived")
    assert Signer.from_wire({"StatusCode": 99}).to_wire() == {"StatusCode": 99}


def test_methods_come_as_names_or_numbers() -> None:
    signer = Signer.from_wire({"AuthMethod": 3, "AuthMethods": ["KBA", 1, "Retina"]})
    assert signer.auth_method == "3"
    assert signer.auth_methods == ["KBA", "1", "Retina"]
    assert signer.to_wire() == {"AuthMethod": 3, "AuthMethods": ["KBA", 1, "Retina"]}


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        if key != "FileBytes":
            yield from _paths(item, (*path, key))


@in_one_test("path", _paths(UPDATE_JSON["session"]))
@pytest.mark.parametrize("change", ["null", "missing", "extra"])
def test_a_missing_null_or_extra_member_never_fails_a_parse(path: tuple[Any, ...], change: str) -> None:
    value = copy.deepcopy(UPDATE_JSON["session"])
    parent = value
    for key in path[:-1]:
        parent = parent[key]
    if change == "null":
        parent[path[-1]] = None
    elif change == "missing":
        del parent[path[-1]]
    elif isinstance(parent, dict):
        parent["SomethingNew"] = "x"
    Session.from_wire(value).to_wire()


def test_secrets_stay_out_of_repr() -> None:
    session = Session.from_wire(copy.deepcopy(UPDATE_JSON["session"]))
    assert session.signers is not None
    canary = "canary-7"
    session.signers[0].authentication_settings.password = canary
    session.signers[0].signature_image_base64 = canary
    session.session_info = SessionInfo(password=canary)
    assert canary not in repr(session)
    assert canary not in repr(RequestResponse(return_value=canary))
    assert canary not in repr(SessionResponse(return_value=canary))
    assert canary in json.dumps(session.to_wire())


def test_a_response_made_by_hand_without_an_id_says_so() -> None:
    with pytest.raises(LookupError):
        _ = SessionResponse().session_id


EMPTY_ANSWERS = {
    "value": (Users(PLANNER).landing_url(), {"ReturnValue": None}, "the response has no ReturnValue"),
    "session": (plan.get(SESSION_ID), {"SigningSessionId": SESSION_ID}, "the response holds no session"),
    "sessions": (plan.list_by_transaction_id("x"), {"Count": 0}, "the response holds no sessions"),
    "user": (Users(PLANNER).update(User(username="u"), salt="s"), {"ReturnValue": None}, "holds no user, and does not"),
    "yes": (plan.delete(SESSION_ID), {"ReturnValue": None}, "the response says neither True nor False"),
}


@in_one_test("name", EMPTY_ANSWERS)
def test_an_answer_without_what_was_asked_for_says_what_is_missing(name: str) -> None:
    flow, answer, words = EMPTY_ANSWERS[name]
    with pytest.raises(ESignError, match=words):
        drive(flow, [reply(200, answer)] * 3, context_of(settings()))


def test_an_empty_list_beside_words_is_what_was_asked_for_and_null_is_not() -> None:
    words = ["No sessions were found"]
    assert result(plan.list_by_transaction_id("x"), {"Sessions": [], "Details": words}) == []
    with pytest.raises(ApiError, match=words[0]):
        result(plan.list_by_transaction_id("x"), {"Sessions": None, "Details": words})


def test_users_come_as_an_array_too() -> None:
    assert result(Users(PLANNER).get("x"), [{"SystemUserId": "1"}, None]).system_user_id == "1"


def test_addresses_come_as_text_or_a_list() -> None:
    for value in ("a@x.example, b@x.example,", ["a@x.example", None, "b@x.example"]):
        assert SessionInfo.from_wire({"CopyTo": value}).copy_to == ["a@x.example", "b@x.example"]
    with pytest.raises(DecodeError, match=r"CopyTo: e-mail addresses joined by commas"):
        SessionInfo.from_wire({"CopyTo": 3})


@in_one_test("value", [1.5, [], {}])
def test_what_is_no_status_at_all_is_refused(value: Any) -> None:
    with pytest.raises(DecodeError, match="StatusCode"):
        Session.from_wire({"StatusCode": value})


def test_unknown_values_say_so_when_shown() -> None:
    assert repr(SessionStatus(99)) == "<SessionStatus.99: 99>"
    assert repr(SessionStatus("Frozen")) == "<SessionStatus.Frozen: 'Frozen'>"
    assert len({SessionStatus(99), SessionStatus(99), 99}) == 1
    with pytest.raises(ValueError, match="3 is not a valid SortOrder"):
        SortOrder(3)


@in_one_test("value", [None, "", " "])
def test_of_two_spellings_of_a_member_the_one_that_says_something_is_read(value: Any) -> None:
    response = result(plan.cancel(SESSION_ID, return_url="x"), {"RETURNVALUE": None, "ReturnValue": "True"})
    assert response.succeeded
    other = {"ReturnValue": "True", "returnvalue": value}
    assert result(plan.cancel(SESSION_ID, return_url="x"), other).succeeded
