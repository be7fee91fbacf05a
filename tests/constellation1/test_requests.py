"""What goes into requests; the calls themselves, the seeds' examples among them, are rows of `operations`."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import deque
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from esignkit.constellation1.enums import AuthenticationMethod, EmailOptions, UseSequence
from esignkit.constellation1.models import CopyOptions, Document, Session, SessionInfo, Signer, User
from esignkit.constellation1.sessions import Sessions
from esignkit.constellation1.users import Users
from esignkit.core.endpoint import PLANNER
from esignkit.errors import ConfigurationError
from esignkit.types import NULL, Secret
from tests.constellation1.samples import (
    CONTENT,
    OWNER,
    SESSION_ID,
    settings,
    small_session,
    update_session,
)
from tests.support import Sent, context_of, drive, reply
from tests.tables import in_one_test

plan = Sessions(PLANNER)
users = Users(PLANNER)
ANSWER = {"SigningSessionId": SESSION_ID, "ReturnValue": "True"}


def sent(flow: Any, answer: Any = ANSWER, **changes: Any) -> Sent:
    record = drive(flow, [reply(200, answer)], context_of(settings(**changes)))[1]
    assert len(record.sent) == 1
    return record.sent[0]


def test_the_call_names_the_id_not_the_model() -> None:
    session = Session(id="other", signing_session_id="another", session_info=SessionInfo(title="T"))
    assert sent(plan.update(SESSION_ID, session)).json["session"] == {
        "Id": SESSION_ID,
        "SessionInfo": {"Title": "T"},
    }
    assert sent(plan.copy(SESSION_ID, session)).json["session"] == {
        "SigningSessionId": SESSION_ID,
        "SessionInfo": {"Title": "T"},
    }
    assert (session.id, session.signing_session_id) == ("other", "another")


def test_copy_without_options_copies_the_original_with_its_fields() -> None:
    assert sent(plan.copy(SESSION_ID)).json == {
        "copyOptions": {"Version": 0, "RetainFields": True},
        "session": {"SigningSessionId": SESSION_ID},
    }
    assert sent(plan.copy(SESSION_ID, copy_options=CopyOptions(version=1))).json["copyOptions"] == {"Version": 1}


def test_create_sends_what_signers_have_and_leaves_the_model_alone() -> None:
    titled = SessionInfo(title="Lease")
    session = evolve(update_session(), session_info=titled)
    body = sent(plan.create(session)).json["session"]
    assert body["Signers"][0]["Properties"] == [{"Key": "DisableEditName", "Value": "1"}]
    assert body["Signers"][0]["AuthMethods"] == []
    assert "AuthMethods" not in session.signers[0].to_wire()
    assert session == evolve(update_session(), session_info=titled)


@in_one_test(
    "signer, words",
    [
        (Signer(email_address="a@b.example"), "last name"),
        (Signer(email_address="a@b.example", last_name="  "), "last name"),
        (Signer(last_name="Doe"), "e-mail"),
        (Signer(last_name="Doe", email_address="doe"), "e-mail"),
        (Signer(last_name="Doe", email_address="@b.example"), "e-mail"),
        (Signer(last_name="Doe", email_address="a b@c.example"), "e-mail"),
    ],
)
def test_create_refuses_incomplete_signers_before_sending(signer: Signer, words: str) -> None:
    good = Signer(last_name="Doe", email_address="doe@example.com")
    with pytest.raises(ValueError, match=rf"signers\[1\].*{words}"):
        plan.create(Session(signers=[good, signer]))


def test_the_owner_is_the_calls_or_the_clients() -> None:
    assert sent(plan.create(small_session(), username="me@example.com")).json["userName"] == "me@example.com"
    assert sent(plan.update(SESSION_ID, Session())).json["userName"] == OWNER
    with pytest.raises(ConfigurationError, match=r"sessions\.create: this client has no username; give username="):
        sent(plan.create(small_session()), username=None)


def _document(form: str, content: Any) -> Sent:
    session = Session(documents=[Document(file_name="a.pdf", file_bytes=content), Document(file_bytes=b"\x00\xff")])
    return sent(plan.update(SESSION_ID, session), file_bytes=form)


@pytest.mark.parametrize("form", ["integers", "base64"])
def test_documents_go_out_in_either_form_from_every_source(form: str, tmp_path: Path) -> None:
    expected = [
        list(data) if form == "integers" else base64.b64encode(data).decode() for data in (CONTENT, b"\x00\xff")
    ]
    path = tmp_path / "a.pdf"
    path.write_bytes(CONTENT)
    with path.open("rb") as file:
        for content in (CONTENT, bytearray(CONTENT), path, file, list(CONTENT), tuple(CONTENT)):
            request = _document(form, content)
            assert [d["FileBytes"] for d in request.json["session"]["Documents"]] == expected
            assert not isinstance(request.send.body, bytes), "files are streamed, not held"


def test_text_is_not_guessed_to_be_a_file() -> None:
    with pytest.raises(TypeError, match="file_bytes: text is not guessed"):
        _document("integers", "a.pdf")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ([1, 300], r"Documents?\[0\]\.file_bytes\[1\] is 300; .* from 0 to 255"),
        ([-1], r"file_bytes\[0\] is -1; .* from 0 to 255"),
        (["a"], r"file_bytes\[0\] is of type str; .* from 0 to 255"),
        ([0, 1.5], r"file_bytes\[1\] is of type float"),
        ([0, None], r"file_bytes\[1\] is of type NoneType"),
        ((0, True), r"file_bytes\[1\] is of type bool"),
        (37, r"file_bytes is of type int; give bytes"),
        (1.5, r"file_bytes is of type float; give bytes"),
        (True, r"file_bytes is of type bool; give bytes"),
        ({"a": 1}, r"file_bytes is of type dict; give bytes"),
    ],
    ids=str,
)
def test_content_that_is_none_is_refused_unsent(content: Any, words: str) -> None:
    for form in ("integers", "base64"):
        with pytest.raises((TypeError, ValueError), match=f"(?i){words}"):
            _document(form, content)


def test_a_list_of_integers_is_explained_as_the_file_that_it_is() -> None:
    made: Any = plan.update(SESSION_ID, Session(documents=[Document(file_bytes=list(CONTENT))]))
    (file,) = made.explain().calls[0].files
    assert (file.size, file.sha256) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    wrong: Any = plan.update(SESSION_ID, Session(documents=[Document(file_bytes=[300])]))
    assert "FileBytes[0] is 300" in wrong.explain().rest


def test_dates_go_out_with_escaped_slashes() -> None:
    ends = datetime(2030, 1, 31, 13, 0, 0, 250_000, tzinfo=timezone(timedelta(hours=1)))
    request = sent(plan.update(SESSION_ID, Session(session_info=SessionInfo(expires_on=ends, title="/Date/ a/b"))))
    assert rb'"ExpiresOn":"\/Date(1896091200250)\/"' in request.body
    assert b'"Title":"/Date/ a/b"' in request.body
    assert request.json["session"]["SessionInfo"]["ExpiresOn"] == "/Date(1896091200250)/"
    before = datetime(1960, 1, 1, tzinfo=UTC)
    assert (
        rb"\/Date(-315619200000)\/"
        in sent(plan.update(SESSION_ID, Session(session_info=SessionInfo(expires_on=before)))).body
    )
    with pytest.raises(ValueError, match="time zone"):
        sent(plan.update(SESSION_ID, Session(session_info=SessionInfo(expires_on=datetime(2030, 1, 1)))))


def test_dates_go_out_as_iso_where_the_client_says_so() -> None:
    ends = datetime(2030, 1, 31, 13, 0, 0, 250_000, tzinfo=timezone(timedelta(hours=1)))
    session = Session(session_info=SessionInfo(expires_on=ends))
    assert b'"ExpiresOn":"2030-01-31T12:00:00.250Z"' in sent(plan.update(SESSION_ID, session), dates="iso").body


def test_a_user_is_changed_by_id_or_name() -> None:
    for user in (User(), User(company="Acme"), User(system_user_id="", username="")):
        with pytest.raises(ValueError, match="system_user_id or username"):
            users.update(user, salt="s")


@in_one_test("method", list(AuthenticationMethod))
def test_authentication_methods_as_names_and_numbers(method: AuthenticationMethod) -> None:
    numbers = {name.value: n for n, name in enumerate(AuthenticationMethod)}
    session = Session(signers=[Signer(auth_method=method, auth_methods=[method])])
    names = sent(plan.update(SESSION_ID, session)).json["session"]["Signers"][0]
    assert names == {"AuthMethod": method.value, "AuthMethods": [method.value]}
    coded = sent(plan.update(SESSION_ID, session), auth_method_numbers=numbers).json["session"]["Signers"][0]
    assert coded == {"AuthMethod": numbers[method.value], "AuthMethods": [numbers[method.value]]}
    as_text = Session(signers=[Signer(auth_method=method.value)])
    again = sent(plan.update(SESSION_ID, as_text), auth_method_numbers=numbers)
    assert again.json["session"]["Signers"][0] == {"AuthMethod": numbers[method.value]}


def test_a_number_that_came_in_goes_out_and_a_missing_one_is_named() -> None:
    session = Session(signers=[Signer(auth_method=AuthenticationMethod("7"))])
    assert sent(plan.update(SESSION_ID, session)).json["session"]["Signers"] == [{"AuthMethod": 7}]
    session = Session(signers=[Signer(auth_method=AuthenticationMethod.SMS)])
    with pytest.raises(ConfigurationError, match="no number for 'SMS'"):
        sent(plan.update(SESSION_ID, session), auth_method_numbers={"KBA": 2})


def test_pairs_in_both_forms() -> None:
    signer = Signer(merge_field_mapping={"Job Title": "Manager"}, properties={"A": "1"})
    session = Session(signers=[signer])
    assert sent(plan.update(SESSION_ID, session), merge_fields="array").json["session"]["Signers"] == [
        {
            "MergeFieldMapping": [{"Key": "Job Title", "Value": "Manager"}],
            "Properties": [{"Key": "A", "Value": "1"}],
        }
    ]


ALL_SETTINGS = SessionInfo(
    title="T",
    return_url="r",
    transaction_id="x",
    transaction_title="xt",
    use_sequence=UseSequence.SUSPENDED,
    allow_delegation=False,
    copy_to=["a@example.com", "b@example.com"],
    description="one\ntwo",
    email_options=EmailOptions.CC_ATTACHMENTS,
    first_signer=True,
    password=Secret("p"),
    client_id="c",
    owner_id="o",
    owner_name="on",
    owner_email="oe",
    owner_signature="os",
    expires_on=datetime(2030, 1, 1, tzinfo=UTC),
    reminder_frequency_days=3,
    send_signer_invites=False,
    send_session_redirect_url="www.mysite.com",
    remove_unassigned_signer_roles=False,
    application_key="k",
    id="i",
)
ALL_SETTINGS_JSON = {
    "Title": "T",
    "ReturnURL": "r",
    "TransactionId": "x",
    "TransactionTitle": "xt",
    "UseSequence": 2,
    "AllowDelegation": False,
    "CopyTo": "a@example.com,b@example.com",
    "Description": "one\ntwo",
    "EmailOptions": 3,
    "FirstSigner": True,
    "Password": "p",
    "ClientID": "c",
    "OwnerID": "o",
    "OwnerName": "on",
    "OwnerEmail": "oe",
    "OwnerSignature": "os",
    "ExpiresOn": "/Date(1893456000000)/",
    "ReminderFrequencyDays": 3,
    "SendSignerInvites": False,
    "SendSessionRedirectUrl": "www.mysite.com",
    "RemoveUnassignedSignerRoles": False,
    "ApplicationKey": "k",
    "Id": "i",
}
ALL_OF_A_SIGNER = Signer(
    signer_id="s",
    sequence=1,
    auth_methods=[],
    signer_email_subject="es",
    signer_email_message="em",
    signature_image_base64="AA==",
    initials_image_base64="AQ==",
    auto_apply_signature=True,
    full_name="F N",
    contact={"Phone": "1"},
    signing_session_id="x",
    state_code=0,
)
ALL_OF_A_SIGNER_JSON = {
    "SignerId": "s",
    "Sequence": 1,
    "AuthMethods": [],
    "SignerEmailSubject": "es",
    "SignerEmailMessage": "em",
    "SignatureImageBase64": "AA==",
    "InitialsImageBase64": "AQ==",
    "AutoApplySignature": True,
    "FullName": "F N",
    "Contact": {"Phone": "1"},
    "SigningSessionId": "x",
    "StateCode": 0,
}


def test_every_field_has_its_wire_name() -> None:
    assert ALL_SETTINGS.to_wire() == ALL_SETTINGS_JSON
    assert SessionInfo.from_wire(dict(ALL_SETTINGS_JSON)) == ALL_SETTINGS
    assert ALL_OF_A_SIGNER.to_wire() == ALL_OF_A_SIGNER_JSON
    assert Signer.from_wire(dict(ALL_OF_A_SIGNER_JSON)) == ALL_OF_A_SIGNER
    assert Document(sequence=2).to_wire() == {"Sequence": 2}


def test_null_is_written_where_it_is_asked_for() -> None:
    signer = Signer(properties=NULL, merge_field_mapping=NULL, auth_method=NULL, auth_methods=NULL)
    names = ("Properties", "MergeFieldMapping", "AuthMethod", "AuthMethods")
    assert signer.to_wire() == dict.fromkeys(names)
    assert SessionInfo(copy_to=deque(["a@x", NULL, Secret("b@x")])).to_wire() == {"CopyTo": "a@x,b@x"}
    assert SessionInfo(copy_to=NULL, expires_on=NULL).to_wire() == {"CopyTo": None, "ExpiresOn": None}
    assert Document(file_bytes=NULL).to_wire() == {"FileBytes": None}


def test_truth_in_properties_is_the_services_own_text() -> None:
    signer = Signer(properties={"A": True, "B": False, "C": 3})
    assert [p["Value"] for p in json.loads(json.dumps(signer.to_wire()["Properties"]))] == ["1", "0", "3"]
