"""Signers, users, groups, and the tokens of an account."""

from __future__ import annotations

from esignkit.constellation1 import GroupRole, GroupUserView, Signer, User, UserStatus
from esignkit.types import Secret
from tests.constellation1.operations.shared import OWNER_PATH, YES
from tests.constellation1.refusals import NO_AUTHENTICATION, NO_SESSION, NO_TOKEN, NO_USER, NO_VALUE, NOT_DONE, OPPOSED
from tests.constellation1.samples import OWNER, SESSION_ID
from tests.operations import NEVER, Row, call, has

SIGNER_ID = "11111111-2222-3333-4444-555555555555"
USER_ID = "99999999-8888-7777-6666-555555555555"
SALT = "s4lt"
USER_JSON = {"SystemUserId": USER_ID, "Username": "ada@example.com", "StatusCode": 1}
USERS = {"Users": [USER_JSON], "ReturnValue": None, "Details": None}
ADA = User(username="ada@example.com", first_name="Ada", last_name="Byron", password="cipher")
ADA_JSON = {"Username": "ada@example.com", "FirstName": "Ada", "LastName": "Byron", "Password": "cipher"}

ROWS: list[Row] = [
    Row(
        call.signers.invite_token(SIGNER_ID),
        f"GET /v1/signers/{SIGNER_ID}/token",
        response={"ReturnValue": "inv=="},
        result=Secret("inv=="),
        refused=NO_VALUE,
    ),
    Row(
        call.signers.send_invites(
            SESSION_ID,
            [Signer(signer_id=SIGNER_ID, sequence=1, first_name="A", last_name="B", email_address="a@x.example")],
            return_url="https://x.example",
        ),
        "PUT /v1/signers/invite",
        body={
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
        response={"ReturnValue": None, "Details": None},
        result=lambda r: not r.details,
        repeat=NEVER,
        refused=OPPOSED,
    ),
    Row(
        call.signers.send_invites(
            SESSION_ID,
            [Signer(signer_id=SIGNER_ID, state_code=2, status_code=6)],
            return_url="x",
            success="return_value",
        ),
        "PUT /v1/signers/invite",
        body={
            "signerList": [{"SignerId": SIGNER_ID, "StateCode": 2, "StatusCode": 6}],
            "signingSessionId": SESSION_ID,
            "returnURL": "x",
        },
        response=YES,
        result=has("succeeded", True),
        repeat=NEVER,
        refused=NOT_DONE,
        note="by return value",
    ),
    Row(
        call.signers.update(SESSION_ID, [Signer(signer_id=SIGNER_ID, email_address="new@x.example")]),
        "PUT /v1/signers",
        body={
            "username": OWNER,
            "signingSessionId": SESSION_ID,
            "signers": [{"SignerId": SIGNER_ID, "EmailAddress": "new@x.example"}],
        },
        response={"Updated": [SIGNER_ID]},
        result=has("extra", {"Updated": [SIGNER_ID]}),
        repeat=NEVER,
        refused=NOT_DONE,
    ),
    Row(
        call.signers.list_documents(SESSION_ID, SIGNER_ID, page_size=20, first_page=1),
        f"GET /v1/signer/docs/{OWNER_PATH}/{SESSION_ID}/{SIGNER_ID}/1/20",
        response={"SignerDocuments": [{"FileName": "passport.png"}], "TotalCount": 1},
        result=has("0.extra", {"FileName": "passport.png"}),
        refused=NO_SESSION,
    ),
    Row(
        call.users.landing_url(),
        "GET /v1/landingurl",
        response={"ReturnValue": "https://x.example/?"},
        result=Secret("https://x.example/?"),
        refused=NO_VALUE,
    ),
    Row(
        call.users.authenticate("ada@example.com", "ciph/er==", salt=SALT),
        "GET /v1/authenticateuser/ada%40example.com/s4lt",
        response=USERS,
        result=has("system_user_id", USER_ID),
        refused=NO_AUTHENTICATION,
        auth="client:ciph/er==",
        secrets=(SALT, "ciph/er=="),
    ),
    Row(
        call.users.create(ADA, salt=SALT),
        "POST /v1/users",
        body={"salt": SALT, "user": ADA_JSON},
        response=USERS,
        result=has("user.system_user_id", USER_ID),
        asks="GET /v1/users?username=ada%40example.com",
        refused=NOT_DONE,
        secrets=(SALT, "cipher"),
    ),
    Row(
        call.users.get(USER_ID),
        f"GET /v1/users/{USER_ID}",
        response={"GetUserByIdResult": USERS},
        result=has("username", "ada@example.com", "status_code", UserStatus.ACTIVE),
        refused=NO_USER,
    ),
    Row(
        call.users.get_by_username("a+b@example.com"),
        "GET /v1/users?username=a%2Bb%40example.com",
        response=USER_JSON,
        result=has("system_user_id", USER_ID),
        refused=NO_USER,
    ),
    Row(
        call.users.update(User(system_user_id=USER_ID, company="Acme"), salt=SALT),
        "PUT /v1/users",
        body={"salt": SALT, "user": {"SystemUserId": USER_ID, "Company": "Acme"}},
        response={"users": [{"systemUserID": USER_ID}]},
        result=has("user.system_user_id", USER_ID),
        refused=NOT_DONE,
        secrets=(SALT,),
    ),
    Row(
        call.users.update(User(system_user_id=USER_ID, username="new@example.com"), salt=SALT),
        "PUT /v1/users",
        body={"salt": SALT, "user": {"SystemUserId": USER_ID, "Username": "new@example.com"}},
        response=YES,
        result=has("succeeded", True),
        repeat=NEVER,
        refused=NOT_DONE,
        secrets=(SALT,),
        note="with both",
    ),
    Row(
        call.users.update_by_username("ada@example.com", User(job_title="Countess"), salt=SALT),
        "PUT /v1/users/updateByUsername",
        body={"salt": SALT, "oldUsername": "ada@example.com", "user": {"JobTitle": "Countess"}},
        response=USERS,
        result=has("user.system_user_id", USER_ID),
        refused=NOT_DONE,
        secrets=(SALT,),
    ),
    Row(
        call.users.update_by_username("ada@example.com", User(username="b@example.com"), salt=SALT),
        "PUT /v1/users/updateByUsername",
        body={"salt": SALT, "oldUsername": "ada@example.com", "user": {"Username": "b@example.com"}},
        response=USERS,
        result=has("user.system_user_id", USER_ID),
        repeat=NEVER,
        refused=NOT_DONE,
        secrets=(SALT,),
        note="as a renaming",
    ),
    Row(
        call.users.provision(USER_ID, UserStatus.INACTIVE, salt=SALT),
        "PUT /v1/users/provisionUser",
        body={"salt": SALT, "systemUserId": USER_ID, "userStatus": 0},
        response="True",
        result=has("succeeded", True),
        refused=NOT_DONE,
        secrets=(SALT,),
    ),
    Row(
        call.groups.create_user(GroupUserView(username="ada@example.com", user_group_id="g"), salt=SALT),
        "POST /v1/groupusers",
        body={"salt": SALT, "groupUser": {"Username": "ada@example.com", "UserGroupId": "g"}},
        response={"User": USER_JSON},
        result=has("user.username", "ada@example.com"),
        refused=NOT_DONE,
        secrets=(SALT,),
    ),
    Row(
        call.groups.update_user_role("ada@example.com", GroupRole.MANAGER),
        "PUT /v1/groupuser",
        body={"username": OWNER, "groupUser": "ada@example.com", "userRole": "Manager"},
        response=YES,
        result=has("succeeded", True),
        refused=OPPOSED,
    ),
    Row(
        call.tokens.encrypt("k/y", salt=SALT),
        "GET /v1/encrypt/k%2Fy/s4lt",
        response={"ReturnValue": "cipher"},
        result=Secret("cipher"),
        refused=NO_TOKEN,
        auth=None,
        secrets=(SALT, "k/y"),
    ),
    Row(
        call.tokens.create("ci/pher", salt=SALT),
        "GET /v1/gettoken/s4lt",
        response={"ReturnValue": "tok"},
        result=Secret("tok"),
        refused=NO_TOKEN,
        auth="ci/pher",
        secrets=(SALT, "ci/pher"),
    ),
    Row(
        call.tokens.create_from_password("ada@example.com", "ci/pher", salt=SALT),
        "GET /v1/tokenusernamepassword/ada%40example.com/s4lt",
        response={"GetTokenResult": "tok"},
        result=Secret("tok"),
        refused=NO_TOKEN,
        auth="ci/pher",
        secrets=(SALT, "ci/pher"),
    ),
]
