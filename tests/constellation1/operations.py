"""Every call of the service: what goes out, what may come back, and how safe it is to repeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from esignkit.constellation1 import (
    Document,
    GroupRole,
    GroupUserView,
    Signer,
    User,
    UserStatus,
    WebhookEvent,
)
from esignkit.core.operation import Repeat
from esignkit.types import Secret
from tests.constellation1.samples import (
    COPY_JSON,
    COPY_OPTIONS,
    OWNER,
    SESSION_ID,
    UPDATE_JSON,
    copy_session,
    small_session,
    update_session,
)

SIGNER_ID = "11111111-2222-3333-4444-555555555555"
USER_ID = "99999999-8888-7777-6666-555555555555"
SALT = "s4lt"
OWNER_PATH = "owner%40example.com"
SESSION_JSON = {"SigningSessionId": SESSION_ID, "SessionInfo": {"Title": "Lease"}, "Signers": []}
NAMED = {"SigningSessionId": SESSION_ID, "Details": None}
YES = {"ReturnValue": "True", "Details": None}
USER_JSON = {"SystemUserId": USER_ID, "Username": "ada@example.com", "StatusCode": 1}
USERS = {"Users": [USER_JSON], "ReturnValue": None, "Details": None}
ADA = User(username="ada@example.com", first_name="Ada", last_name="Byron", password="cipher")
ADA_JSON = {"Username": "ada@example.com", "FirstName": "Ada", "LastName": "Byron", "Password": "cipher"}
BOTH = {"userName": OWNER, "signingSessionId": SESSION_ID}


@frozen
class Case:
    """One call."""

    call: Callable[[Any], Any]
    """The call, on a client or on anything that has the same resources."""
    method: str
    target: str
    body: Any
    answer: Any
    expect: Callable[[Any], bool]
    repeat: Repeat
    kind: str = "object"
    """What the answer is: `yes` (True or False), `new` (a session), `changed`, `session`, `sessions`, `page`, `value`,
    `token`, `unopposed`, `user`, `users`, `object`."""
    authorization: str | None = "client"
    """`client` for the client's token, None for none, else what goes out."""
    secret: bool = False
    """Whether the plan holds a secret and therefore stays in its process."""


READ, IDEMPOTENT, NEVER = Repeat.READ, Repeat.IDEMPOTENT, Repeat.NEVER


def _ids(found: Any) -> bool:
    return [row.signing_session_id for row in found] == ["a", "b"]


CASES: dict[str, Case] = {
    "sessions.create": Case(
        lambda c: c.sessions.create(small_session()),
        "POST",
        "/v1/sessions",
        {
            "userName": OWNER,
            "session": {
                "SessionInfo": {"Title": "Lease"},
                "Signers": [
                    {"LastName": "Doe", "EmailAddress": "doe@example.com", "AuthMethods": [], "Properties": []}
                ],
            },
        },
        NAMED,
        lambda r: r.session_id == SESSION_ID,
        NEVER,
        "new",
    ),
    "sessions.update": Case(
        lambda c: c.sessions.update(SESSION_ID, update_session()),
        "POST",
        "/v1/sessions/updatesession",
        UPDATE_JSON,
        {"UpdateSessionResult": {"SigningSessionId": SESSION_ID, "Details": "a role is taken"}},
        lambda r: r.session_id == SESSION_ID and r.details == ["a role is taken"],
        NEVER,
        "changed",
    ),
    "sessions.add_signers_and_documents": Case(
        lambda c: c.sessions.add_signers_and_documents(
            SESSION_ID,
            signers=[Signer(last_name="Doe", signer_role="Buyer 1")],
            documents=[Document(file_name="a.pdf", file_bytes=b"\x00\xff", sequence=2)],
        ),
        "POST",
        "/v1/sessions/updatesession",
        {
            "userName": OWNER,
            "session": {
                "SessionInfo": {"Id": SESSION_ID},
                "Documents": [{"FileName": "a.pdf", "FileBytes": [0, 255], "Sequence": 2}],
                "Signers": [{"LastName": "Doe", "SignerRole": "Buyer 1"}],
            },
        },
        YES,
        lambda r: r.return_value == "True",
        NEVER,
        "changed",
    ),
    "sessions.copy": Case(
        lambda c: c.sessions.copy(SESSION_ID, copy_session(), copy_options=COPY_OPTIONS),
        "POST",
        "/v1/sessions/copy",
        COPY_JSON,
        {"Sessions": [SESSION_JSON]},
        lambda r: r.session_id == SESSION_ID,
        NEVER,
        "new",
    ),
    "sessions.start": Case(
        lambda c: c.sessions.start(SESSION_ID, return_url="https://x.example/?a=b", ready_timeout=0.0),
        "PUT",
        f"/v1/sessions/{SESSION_ID}/start?returnUrl=https%3A%2F%2Fx.example%2F%3Fa%3Db",
        None,
        YES,
        lambda r: r.succeeded,
        NEVER,
        "yes",
    ),
    "sessions.wait": Case(
        lambda c: c.sessions.wait(SESSION_ID),
        "GET",
        f"/v1/sessions/{SESSION_ID}",
        None,
        {"Sessions": [{**SESSION_JSON, "StatusCode": 3}]},
        lambda r: r.session_id == SESSION_ID,
        READ,
        "session",
    ),
    "sessions.resume": Case(
        lambda c: c.sessions.resume(SESSION_ID, return_url="x"),
        "PUT",
        f"/v1/sessions/{SESSION_ID}/start?returnUrl=x",
        None,
        {"StartSessionResult": YES},
        lambda r: r.succeeded,
        NEVER,
        "yes",
    ),
    "sessions.pause": Case(
        lambda c: c.sessions.pause(SESSION_ID),
        "PUT",
        f"/v1/sessions/EditSession/{SESSION_ID}?username={OWNER_PATH}",
        None,
        {"Session": SESSION_JSON},
        lambda r: r.session_id == SESSION_ID,
        NEVER,
        "changed",
    ),
    "sessions.pause in body": Case(
        lambda c: c.sessions.pause(SESSION_ID, username="me@example.com", username_in="body"),
        "PUT",
        f"/v1/sessions/EditSession/{SESSION_ID}",
        {"username": "me@example.com"},
        True,
        lambda r: r.return_value in ("True", "true"),
        NEVER,
        "changed",
    ),
    "sessions.cancel": Case(
        lambda c: c.sessions.cancel(SESSION_ID, return_url="https://x.example/"),
        "PUT",
        f"/v1/sessions/{SESSION_ID}/cancel?returnURL=https%3A%2F%2Fx.example%2F",
        None,
        YES,
        lambda r: r.succeeded,
        NEVER,
        "yes",
    ),
    "sessions.close": Case(
        lambda c: c.sessions.close(SESSION_ID, return_url="x"),
        "PUT",
        f"/v1/sessions/{SESSION_ID}/close?returnURL=x",
        None,
        YES,
        lambda r: r.succeeded,
        NEVER,
        "yes",
    ),
    "sessions.delete": Case(
        lambda c: c.sessions.delete(SESSION_ID),
        "DELETE",
        f"/v1/sessions/{SESSION_ID}",
        None,
        YES,
        lambda r: r.succeeded,
        IDEMPOTENT,
        "yes",
    ),
    "sessions.get": Case(
        lambda c: c.sessions.get("a/b+c=%"),
        "GET",
        "/v1/sessions/a%2Fb%2Bc%3D%25",
        None,
        {"Sessions": [SESSION_JSON]},
        lambda r: r.session_id == SESSION_ID and r.session_info.title == "Lease",
        READ,
        "session",
    ),
    "sessions.action_logs": Case(
        lambda c: c.sessions.action_logs(SESSION_ID),
        "GET",
        f"/v1/sessions/{SESSION_ID}/actionlogs",
        None,
        {"Actionlog": [{"Date": "/Date(0)/", "IPAddress": "192.0.2.1", "Description": "Signed", "By": "Ada"}]},
        lambda r: (
            r.action_logs[0].date.year == 1970
            and r.action_logs[0].ip_address == "192.0.2.1"
            and r.action_logs[0].extra == {"By": "Ada"}
        ),
        READ,
    ),
    "sessions.purge": Case(
        lambda c: c.sessions.purge(SESSION_ID, return_url="x", purge_now=False),
        "PUT",
        f"/v1/sessions/{SESSION_ID}/purge?returnURL=x&purgeNow=false",
        None,
        YES,
        lambda r: r.succeeded,
        NEVER,
        "yes",
    ),
    "sessions.purge by default": Case(
        lambda c: c.sessions.purge(SESSION_ID, return_url="x"),
        "PUT",
        f"/v1/sessions/{SESSION_ID}/purge?returnURL=x",
        None,
        YES,
        lambda r: r.succeeded,
        NEVER,
        "yes",
    ),
    "sessions.cancel_purge": Case(
        lambda c: c.sessions.cancel_purge(SESSION_ID),
        "PUT",
        f"/v1/sessions/cancelPurging/{SESSION_ID}",
        None,
        YES,
        lambda r: r.succeeded,
        NEVER,
        "yes",
    ),
    "sessions.list_archived": Case(
        lambda c: c.sessions.list_archived(),
        "GET",
        "/v1/sessions/archived/50/0",
        None,
        {"SessionIds": ["a", "b"], "TotalCount": 2},
        _ids,
        READ,
        "page",
    ),
    "sessions.list_deleted": Case(
        lambda c: c.sessions.list_deleted(page_size=2),
        "GET",
        "/v1/sessions/deleted/2/0",
        None,
        {"d": {"Total": "2", "Rows": [{"SigningSessionId": "a"}, {"sessionid": "b", "Why": 1}]}},
        lambda r: _ids(r) and r[1].extra == {"Why": 1},
        READ,
        "page",
    ),
    "sessions.list_expired": Case(
        lambda c: c.sessions.list_expired(limit=2),
        "GET",
        "/v1/sessions/expired/50/0",
        None,
        {"Bucket": {"Ids": ["a", "b", "c"]}, "totalCount": 9},
        _ids,
        READ,
        "page",
    ),
    "sessions.list_lite_by_transaction_id": Case(
        lambda c: c.sessions.list_lite_by_transaction_id("tx/1", sort_order="desc", page_size=10),
        "GET",
        f"/v1/sessions/lite/{OWNER_PATH}/tx%2F1/10/0/sortBy?colName=CreatedOn&sortOrder=desc",
        None,
        {
            "TotalCount": 2,
            "Sessions": [
                {"SigningSessionId": "a", "Title": "T", "StatusCode": 3, "CreatedOn": "/Date(0)/"},
                {"SigningSessionId": "b", "TransactionId": "tx/1"},
            ],
        },
        lambda r: _ids(r) and r[0].status_code.name == "COMPLETED" and r[0].created_on.year == 1970,
        READ,
        "page",
    ),
    "sessions.list_by_transaction_id": Case(
        lambda c: c.sessions.list_by_transaction_id("tx 1", username="me@example.com"),
        "GET",
        "/v1/users/me%40example.com/transactions/tx%201",
        None,
        {"Sessions": [SESSION_JSON, SESSION_JSON]},
        lambda r: [one.session_id for one in r] == [SESSION_ID] * 2,
        READ,
        "sessions",
    ),
    "sessions.list_metadata_by_transaction_id": Case(
        lambda c: c.sessions.list_metadata_by_transaction_id("tx"),
        "GET",
        f"/v2/users/{OWNER_PATH}/transactions/tx",
        None,
        [SESSION_JSON],
        lambda r: [one.session_id for one in r] == [SESSION_ID],
        READ,
        "sessions",
    ),
    "sessions.update_transaction_id": Case(
        lambda c: c.sessions.update_transaction_id(SESSION_ID, "tx-2"),
        "PUT",
        "/v1/transaction/UpdateTxId",
        {**BOTH, "newTransactionId": "tx-2"},
        {"Success": True, "Code": 0},
        lambda r: r.extra == {"Success": True, "Code": 0},
        IDEMPOTENT,
        "generic",
    ),
    "sessions.refetch": Case(
        lambda c: c.sessions.refetch(WebhookEvent(signing_session_id=SESSION_ID)),
        "GET",
        f"/v1/sessions/{SESSION_ID}",
        None,
        {"Session": SESSION_JSON},
        lambda r: r.session.session_id == SESSION_ID and r.confirmed is None,
        READ,
        "session",
    ),
    "signers.invite_token": Case(
        lambda c: c.signers.invite_token(SIGNER_ID),
        "GET",
        f"/v1/signers/{SIGNER_ID}/token",
        None,
        {"ReturnValue": "inv=="},
        lambda r: r == Secret("inv=="),
        READ,
        "value",
    ),
    "signers.send_invites": Case(
        lambda c: c.signers.send_invites(
            SESSION_ID,
            [Signer(signer_id=SIGNER_ID, sequence=1, first_name="A", last_name="B", email_address="a@x.example")],
            return_url="https://x.example",
        ),
        "PUT",
        "/v1/signers/invite",
        {
            "signerList": [
                {
                    "SignerId": SIGNER_ID,
                    "Sequence": 1,
                    "FirstName": "A",
                    "LastName": "B",
                    "EmailAddress": "a@x.example",
                    "StateCode": 0,
                    "StatusCode": 1,
                }
            ],
            "signingSessionId": SESSION_ID,
            "returnURL": "https://x.example",
        },
        {"ReturnValue": None, "Details": None},
        lambda r: not r.details,
        NEVER,
        "unopposed",
    ),
    "signers.send_invites by return value": Case(
        lambda c: c.signers.send_invites(
            SESSION_ID,
            [Signer(signer_id=SIGNER_ID, state_code=2, status_code=6)],
            return_url="x",
            success="return_value",
        ),
        "PUT",
        "/v1/signers/invite",
        {
            "signerList": [{"SignerId": SIGNER_ID, "StateCode": 2, "StatusCode": 6}],
            "signingSessionId": SESSION_ID,
            "returnURL": "x",
        },
        YES,
        lambda r: r.succeeded,
        NEVER,
        "yes",
    ),
    "signers.update": Case(
        lambda c: c.signers.update(SESSION_ID, [Signer(signer_id=SIGNER_ID, email_address="new@x.example")]),
        "PUT",
        "/v1/signers",
        {
            "username": OWNER,
            "signingSessionId": SESSION_ID,
            "signers": [{"SignerId": SIGNER_ID, "EmailAddress": "new@x.example"}],
        },
        {"Updated": [SIGNER_ID]},
        lambda r: r.extra == {"Updated": [SIGNER_ID]},
        NEVER,
        "generic",
    ),
    "signers.list_documents": Case(
        lambda c: c.signers.list_documents(SESSION_ID, SIGNER_ID, page_size=20, first_page=1),
        "GET",
        f"/v1/signer/docs/{OWNER_PATH}/{SESSION_ID}/{SIGNER_ID}/1/20",
        None,
        {"SignerDocuments": [{"FileName": "passport.png"}], "TotalCount": 1},
        lambda r: r[0].extra == {"FileName": "passport.png"},
        READ,
        "page",
    ),
    "users.landing_url": Case(
        lambda c: c.users.landing_url(),
        "GET",
        "/v1/landingurl",
        None,
        {"ReturnValue": "https://x.example/?"},
        lambda r: r == Secret("https://x.example/?"),
        READ,
        "value",
    ),
    "users.authenticate": Case(
        lambda c: c.users.authenticate("ada@example.com", "ciph/er==", salt=SALT),
        "GET",
        "/v1/authenticateuser/ada%40example.com/s4lt",
        None,
        USERS,
        lambda r: r.system_user_id == USER_ID,
        READ,
        "authenticated",
        authorization="client:ciph/er==",
        secret=True,
    ),
    "users.create": Case(
        lambda c: c.users.create(ADA, salt=SALT),
        "POST",
        "/v1/users",
        {"salt": SALT, "user": ADA_JSON},
        USERS,
        lambda r: r.user.system_user_id == USER_ID,
        NEVER,
        "users",
        secret=True,
    ),
    "users.get": Case(
        lambda c: c.users.get(USER_ID),
        "GET",
        f"/v1/users/{USER_ID}",
        None,
        {"GetUserByIdResult": USERS},
        lambda r: r.username == "ada@example.com" and r.status_code is UserStatus.ACTIVE,
        READ,
        "user",
    ),
    "users.get_by_username": Case(
        lambda c: c.users.get_by_username("a+b@example.com"),
        "GET",
        "/v1/users?username=a%2Bb%40example.com",
        None,
        USER_JSON,
        lambda r: r.system_user_id == USER_ID,
        READ,
        "user",
    ),
    "users.update": Case(
        lambda c: c.users.update(User(system_user_id=USER_ID, company="Acme"), salt=SALT),
        "PUT",
        "/v1/users",
        {"salt": SALT, "user": {"SystemUserId": USER_ID, "Company": "Acme"}},
        {"users": [{"systemUserID": USER_ID}]},
        lambda r: r.user.system_user_id == USER_ID,
        IDEMPOTENT,
        "users",
        secret=True,
    ),
    "users.update with both": Case(
        lambda c: c.users.update(User(system_user_id=USER_ID, username="new@example.com"), salt=SALT),
        "PUT",
        "/v1/users",
        {"salt": SALT, "user": {"SystemUserId": USER_ID, "Username": "new@example.com"}},
        YES,
        lambda r: r.succeeded,
        NEVER,
        "users",
        secret=True,
    ),
    "users.update_by_username": Case(
        lambda c: c.users.update_by_username("ada@example.com", User(job_title="Countess"), salt=SALT),
        "PUT",
        "/v1/users/updateByUsername",
        {"salt": SALT, "oldUsername": "ada@example.com", "user": {"JobTitle": "Countess"}},
        USERS,
        lambda r: r.user.system_user_id == USER_ID,
        IDEMPOTENT,
        "users",
        secret=True,
    ),
    "users.update_by_username as a renaming": Case(
        lambda c: c.users.update_by_username("ada@example.com", User(username="b@example.com"), salt=SALT),
        "PUT",
        "/v1/users/updateByUsername",
        {"salt": SALT, "oldUsername": "ada@example.com", "user": {"Username": "b@example.com"}},
        USERS,
        lambda r: r.user.system_user_id == USER_ID,
        NEVER,
        "users",
        secret=True,
    ),
    "users.provision": Case(
        lambda c: c.users.provision(USER_ID, UserStatus.INACTIVE, salt=SALT),
        "PUT",
        "/v1/users/provisionUser",
        {"salt": SALT, "systemUserId": USER_ID, "userStatus": 0},
        "True",
        lambda r: r.succeeded,
        IDEMPOTENT,
        "users",
        secret=True,
    ),
    "groups.create_user": Case(
        lambda c: c.groups.create_user(GroupUserView(username="ada@example.com", user_group_id="g"), salt=SALT),
        "POST",
        "/v1/groupusers",
        {"salt": SALT, "groupUser": {"Username": "ada@example.com", "UserGroupId": "g"}},
        {"User": USER_JSON},
        lambda r: r.user.username == "ada@example.com",
        NEVER,
        "users",
        secret=True,
    ),
    "groups.update_user_role": Case(
        lambda c: c.groups.update_user_role("ada@example.com", GroupRole.MANAGER),
        "PUT",
        "/v1/groupuser",
        {"username": OWNER, "groupUser": "ada@example.com", "userRole": "Manager"},
        YES,
        lambda r: r.succeeded,
        IDEMPOTENT,
        "unopposed",
    ),
    "tokens.encrypt": Case(
        lambda c: c.tokens.encrypt("k/y", salt=SALT),
        "GET",
        "/v1/encrypt/k%2Fy/s4lt",
        None,
        {"ReturnValue": "cipher"},
        lambda r: r == Secret("cipher"),
        READ,
        "token",
        authorization=None,
        secret=True,
    ),
    "tokens.create": Case(
        lambda c: c.tokens.create("ci/pher", salt=SALT),
        "GET",
        "/v1/gettoken/s4lt",
        None,
        {"ReturnValue": "tok"},
        lambda r: r == Secret("tok"),
        READ,
        "token",
        authorization="ci/pher",
        secret=True,
    ),
    "tokens.create_from_password": Case(
        lambda c: c.tokens.create_from_password("ada@example.com", "ci/pher", salt=SALT),
        "GET",
        "/v1/tokenusernamepassword/ada%40example.com/s4lt",
        None,
        {"GetTokenResult": "tok"},
        lambda r: r == Secret("tok"),
        READ,
        "token",
        authorization="ci/pher",
        secret=True,
    ),
}
