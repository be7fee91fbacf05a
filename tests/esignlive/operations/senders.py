"""Senders and their rights, groups, and custom fields."""

from __future__ import annotations

import esignkit.esignlive as esl
from esignkit.types import Secret
from tests.esignlive.operations.shared import AN_ID, ID, IDS, THREE, three
from tests.operations import Row, call, has, parts

SENDER = "/account/senders/s"

ROWS: list[Row] = [
    Row(
        call.senders.create(esl.Sender(email="a@example.com", first_name="A", type=esl.SenderType.MANAGER)),
        "POST /account/senders",
        body={"email": "a@example.com", "firstName": "A", "type": "MANAGER"},
        **AN_ID,
        asks="GET /account/senders?from=1&to=100&search=a%40example.com",
    ),
    Row(call.senders.get("s"), f"GET {SENDER}", **AN_ID),
    Row(
        call.senders.update("s", status="LOCKED", phone=None),
        f"POST {SENDER}",
        body={"status": "LOCKED", "phone": None},
        **AN_ID,
    ),
    Row(call.senders.delete("s"), f"DELETE {SENDER}"),
    Row(call.senders.invite("s"), f"POST {SENDER}/invite", **AN_ID),
    Row(call.senders.reset_password("s"), f"POST {SENDER}/resetpassword", **AN_ID),
    Row(
        call.senders.change_password("s", email="a@example.com", password="old-pw", new_password=Secret("new-pw")),
        f"POST {SENDER}/password",
        body={"email": "a@example.com", "password": "old-pw", "newPassword": "new-pw"},
        **AN_ID,
        secrets=("old-pw", "new-pw"),
    ),
    Row(
        call.senders.signature("s"),
        f"GET {SENDER}/signature/image",
        response={"fileName": "x", "content": "AA=="},
        result=has("file_name", "x"),
    ),
    Row(call.senders.delete_signature("s"), f"DELETE {SENDER}/signature/image"),
    Row(
        call.senders.signature_image("s", image_type="image/jpeg"),
        f"GET {SENDER}/signatureImage",
        response=b"j",
        result=b"j",
        accept="image/jpeg",
    ),
    Row(call.senders.contacts(), "GET /users", **IDS),
    Row(
        call.senders.set_signature("s", ("sig.png", b"png")),
        "POST /account/senders/s/signature/image",
        body=parts("file", "sig.png"),
        note="with a file",
    ),
    Row(
        call.senders.list(search="s", dir="asc", role_id="r"),
        "GET /account/senders?from=1&to=100&search=s&dir=asc&roleId=r",
        response=THREE,
        result=three,
    ),
    Row(
        call.notaries.journal_csv("u"),
        "GET /user/u/journal/download",
        response=b"a,b",
        result=b"a,b",
        accept="text/csv",
    ),
    Row(
        call.notaries.commission("s"), f"GET {SENDER}/notaryCommission", response={"number": 7}, result=has("number", 7)
    ),
    Row(
        call.notaries.update_commission("s", esl.NotaryCommission(name="n", number=7, confirmed=True)),
        f"PUT {SENDER}/notaryCommission",
        body={"name": "n", "number": 7, "confirmed": True},
    ),
    Row(call.notaries.delete_commission("s"), f"DELETE {SENDER}/notaryCommission"),
    Row(
        call.notaries.seal("s"),
        f"GET {SENDER}/notaryCommission/seal",
        response={"fileName": "x", "content": "AA=="},
        result=has("file_name", "x"),
    ),
    Row(call.notaries.delete_seal("s"), f"DELETE {SENDER}/notaryCommission/seal"),
    Row(
        call.notaries.update_seal("s", ("seal.png", b"png")),
        "PUT /account/senders/s/notaryCommission/seal",
        body=parts("file", "seal.png"),
        note="with a file",
    ),
    Row(
        call.notaries.journal("u", dir="asc"),
        "GET /user/u/journal?from=1&to=100&dir=asc",
        response={"count": 2, "results": [{"comment": "a"}, {"comment": "b"}]},
        result=has("1.comment", "b"),
    ),
    Row(call.delegates.list("s"), f"GET {SENDER}/delegates", **IDS),
    Row(
        call.delegates.list("s"), f"GET {SENDER}/delegates", response=["w", "x"], result=has("1.id", "x"), note="as ids"
    ),
    Row(
        call.delegates.replace_all("s", ["u", esl.DelegationUser(id="v")]),
        f"PUT {SENDER}/delegates",
        body=["u", {"id": "v"}],
    ),
    Row(call.delegates.delete_all("s"), f"DELETE {SENDER}/delegates"),
    Row(call.delegates.create("s", "u"), f"POST {SENDER}/delegates/u"),
    Row(call.delegates.delete("s", "u"), f"DELETE {SENDER}/delegates/u"),
    Row(
        call.account_roles.list(), "GET /account/roles", response={"count": 1, "results": [ID]}, result=has("0.id", "x")
    ),
    Row(
        call.account_roles.create(esl.AccountRole(name="n", permissions=["a"])),
        "POST /account/roles",
        body={"name": "n", "permissions": ["a"]},
        **AN_ID,
    ),
    Row(call.account_roles.get("ar"), "GET /account/roles/ar", **AN_ID),
    Row(
        call.account_roles.update("ar", esl.AccountRole(enabled=False)),
        "PUT /account/roles/ar",
        body={"enabled": False},
        **AN_ID,
    ),
    Row(call.account_roles.delete("ar"), "DELETE /account/roles/ar"),
    Row(
        call.account_roles.users("ar"),
        "GET /account/roles/ar/users",
        response={"count": 1, "results": ["u"]},
        result=["u"],
    ),
    Row(
        call.account_roles.of_sender("s", account_id="acc"),
        f"GET {SENDER}/roles?accountId=acc",
        response={"accountRoles": [ID]},
        result=has("0.account_roles.0.id", "x"),
    ),
    Row(
        call.account_roles.assign("s", esl.UserAccountRole(account_roles=[esl.AccountRole(id="ar")]), account_id="acc"),
        f"POST {SENDER}/roles",
        body={"accountId": "acc", "accountRoles": [{"id": "ar"}]},
        response=[{"userId": "x"}],
        result=has("0.user_id", "x"),
    ),
    Row(call.groups.summary(), "GET /groups/summary", response={"count": 1, "results": [ID]}, result=has("0.id", "x")),
    Row(
        call.groups.create(esl.Group(name="n", members=[])), "POST /groups", body={"name": "n", "members": []}, **AN_ID
    ),
    Row(call.groups.get("g"), "GET /groups/g", **AN_ID),
    Row(call.groups.update("g", esl.Group(email_members=True)), "PUT /groups/g", body={"emailMembers": True}, **AN_ID),
    Row(call.groups.delete("g"), "DELETE /groups/g"),
    Row(
        call.groups.add_member("g", esl.GroupMember(email="a@example.com", member_type=esl.MemberType.MANAGER)),
        "POST /groups/g/members",
        body={"email": "a@example.com", "memberType": "MANAGER"},
        response={"userId": "x"},
        result=has("user_id", "x"),
    ),
    Row(
        call.groups.invite("g", esl.GroupMember(email="a@example.com")),
        "POST /groups/g/invite",
        body={"email": "a@example.com"},
        **AN_ID,
    ),
    Row(
        call.groups.list(dir="desc", request_type="manager", name="n"),
        "GET /groups?from=1&to=100&dir=desc&requestType=manager&name=n",
        response=THREE,
        result=three,
    ),
    Row(call.custom_fields.list(), "GET /account/customfields", response=ID, result=has("0.id", "x")),
    Row(
        call.custom_fields.create(
            esl.CustomField(id="c", required=True, translations=[esl.Translation(language="en", name="n")])
        ),
        "POST /account/customfields",
        body={"id": "c", "required": True, "translations": [{"language": "en", "name": "n"}]},
        **AN_ID,
    ),
    Row(
        call.custom_fields.update(esl.CustomField(id="c", value="v")),
        "PUT /account/customfields",
        body={"id": "c", "value": "v"},
        **AN_ID,
    ),
    Row(call.custom_fields.get("c"), "GET /account/customfields/c", **AN_ID),
    Row(call.custom_fields.delete("c"), "DELETE /account/customfields/c"),
    Row(call.user_custom_fields.list(), "GET /user/customfields", **IDS),
    Row(
        call.user_custom_fields.create(esl.UserCustomField(id="c", value="v")),
        "POST /user/customfields",
        body={"id": "c", "value": "v"},
        **AN_ID,
    ),
    Row(
        call.user_custom_fields.update(esl.UserCustomField(id="c", value="w")),
        "PUT /user/customfields",
        body={"id": "c", "value": "w"},
        **AN_ID,
    ),
    Row(call.user_custom_fields.get("c"), "GET /user/customfields/c", **AN_ID),
    Row(call.user_custom_fields.delete("c"), "DELETE /user/customfields/c"),
]
