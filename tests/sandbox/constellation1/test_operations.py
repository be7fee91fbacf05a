"""The operations of the vendor's pages, by hand, against the routes of the emulator."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    ("method", "path", "names"),
    [
        ("POST", "/v1/sessions/copy", "copyOptions"),
        ("PUT", "/v1/transaction/UpdateTxId", "newTransactionId"),
        ("PUT", "/v1/signers/invite", "signerList returnURL"),
        ("PUT", "/v1/signers", "signers"),
        ("POST", "/v1/users", "salt"),
        ("PUT", "/v1/users", "salt"),
        ("PUT", "/v1/users/updateByUsername", "salt"),
        ("PUT", "/v1/users/provisionUser", "salt"),
        ("POST", "/v1/groupusers", "salt"),
    ],
)
def test_what_a_page_calls_required_is_required(client, method, path, names):
    """Owners, sessions and users that are missing are not found."""
    everything = {key: {} for key in ("copyOptions", "session", "user", "groupUser")}
    everything |= {"newTransactionId": "t", "signerList": [], "signers": [], "salt": "s", "returnURL": "https://x"}
    for name in names.split():
        for body in ({**everything, name: None}, {key: everything[key] for key in everything if key != name}):
            assert client.call(method, path, body)["Details"] == f"Error: {name} is required."
    assert "required" not in client.call(method, path, everything)["Details"]


@pytest.mark.parametrize("query", [{"colName": "Title"}, {"sortOrder": "asc"}, {}])
def test_a_list_of_headers_needs_its_order(client, query):
    path = f"/v1/sessions/lite/{client.username}/tx/50/0/sortBy"
    assert client.call("GET", path, params=query)["Details"].startswith("Error: colName is one of")
    assert client.call("GET", path, params={"colName": "Title", "sortOrder": "asc"})["TotalCount"] == 0
