"""The operations of the vendor's pages, by hand, against the routes of the emulator."""

from __future__ import annotations

from esignkit.sandbox.emulators.constellation1.emulator import Constellation1Emulator

PAGES = """
GET v1/encrypt/{}/{}
GET v1/gettoken/{}
GET v1/tokenusernamepassword/{}/{}
POST v1/sessions
POST v1/sessions/updatesession
POST v1/sessions/copy
PUT v1/sessions/{}/start
PUT v1/sessions/EditSession/{}
PUT v1/sessions/{}/cancel
PUT v1/sessions/{}/close
DELETE v1/sessions/{}
GET v1/sessions/{}
GET v1/sessions/{}/actionlogs
PUT v1/sessions/{}/purge
PUT v1/sessions/cancelPurging/{}
GET v1/sessions/archived/{}/{}
GET v1/sessions/deleted/{}/{}
GET v1/sessions/expired/{}/{}
GET v1/sessions/lite/{}/{}/{}/{}/sortBy
GET v1/users/{}/transactions/{}
GET v2/users/{}/transactions/{}
PUT v1/transaction/UpdateTxId
GET v1/signers/{}/token
PUT v1/signers/invite
PUT v1/signers
GET v1/signer/docs/{}/{}/{}/{}/{}
GET v1/authenticateuser/{}/{}
GET v1/landingurl
POST v1/users
GET v1/users/{}
GET v1/users
PUT v1/users
PUT v1/users/updateByUsername
PUT v1/users/provisionUser
POST v1/groupusers
PUT v1/groupuser
"""


def test_all_of_them_and_no_others_are_answered():
    routes = set()
    for route in Constellation1Emulator().routes():
        if route.template.startswith("/rest/"):
            path = "/".join("{}" if word.startswith("{") else word for word in route.template.split("/")[2:])
            routes.add(f"{route.method} {path}")
    assert routes == set(PAGES.split("\n")) - {""}
