"""How each service is brought to have a transaction in a given state: by its own calls, and by what people do."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, cast

from attrs import frozen
from starlette.datastructures import Headers

from esignkit.sandbox import owner_actions, pdf
from esignkit.sandbox.emulators.call import Call, read_json
from esignkit.sandbox.json_values import as_bool, as_object, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.json_values import JSON, JSONObject
    from esignkit.sandbox.seed_file import KeyPath, Seed

_BOUNDARY = "esignkit-seed"
_RETURN = "returnUrl=http://127.0.0.1/&returnURL=http://127.0.0.1/"


@frozen
class File:
    """A document of a seed."""

    name: str
    filename: str
    content: bytes


@frozen
class Steps:
    """What it takes to make one transaction of a seed."""

    app: SandboxApp
    work: UnitOfWork
    account: Account
    seed: Seed
    path: KeyPath
    url: str

    def call(
        self,
        provider: str,
        operation: str,
        body: JSON = None,
        *,
        params: Mapping[str, str],
        files: Sequence[tuple[str, str, bytes]] = (),
        query: str = "",
    ) -> JSONObject:
        """Make one of the service's own calls, and return the object that it answers.

        Args:
            provider: The service.
            operation: The sandbox's name of the call.
            body: The JSON body; beside files it is the part `payload`.
            params: What stands in the path.
            files: Name of the part, file name and content of each file.
            query: The query.

        Raises:
            ErrorResponse: The service refuses.
        """
        emulator = next(one for one in self.app.emulators if one.provider == provider)
        # Of a service with two versions of a call, the newer one comes last.
        route = [one for one in emulator.routes() if one.operation == operation][-1]
        content = _multipart(body, files) if files else json.dumps(body).encode()
        kind = f"multipart/form-data; boundary={_BOUNDARY}" if files else "application/json"
        headers = Headers(
            {
                "authorization": self._credentials(provider),
                "content-type": kind,
                "content-length": str(len(content)),
            }
        )
        call = Call(
            route.method, self.url, headers, query.encode(), content, dict(params), operation, provider=provider
        )
        call.begin(self.work)
        call.identify(self.account)
        return as_object(read_json(bytes(route.handler(call).body)))

    def _credentials(self, provider: str) -> str:
        account = self.account
        return f"Bearer {account.ignisign_key}" if provider == "ignisign" else f"Basic {account.esignlive_key}"

    def files(self, body: JSONObject) -> list[File]:
        """Return the documents of a transaction; a sample agreement where it names none.

        Raises:
            SeedError: A file cannot be read.
        """
        files: list[File] = []
        for index, document in enumerate(objects(body.get("documents")) or [{}]):
            name, file = as_text(document.get("name")), as_text(document.get("file"))
            if not file:
                files.append(File(name or "Agreement", "agreement.pdf", pdf.sample_agreement()))
                continue
            place = (*self.path, "documents", index, "file")
            if self.seed.folder is None:
                raise self.seed.error(place, "a page takes no files: use sandbox.seed or esignkit sandbox --seed")
            path = self.seed.folder / file
            try:
                files.append(File(name or path.stem, path.name, path.read_bytes()))
            except OSError as error:
                raise self.seed.error(place, f"{path} cannot be read ({error.strerror})") from error
        return files

    def sign(self, transaction_id: str, body: JSONObject) -> None:
        """Let those sign of whom the seed says so."""
        for person in objects(body.get("signers")):
            if as_bool(person.get("signed")):
                owner_actions.sign(self.work, transaction_id, as_text(person["email"]))

    def expire(self, transaction_id: str) -> None:
        """Let the time of a transaction be over."""
        transaction = owner_actions.find(self.work, transaction_id)
        self.work.life_cycle(transaction).expire(self.work, transaction)


def make_package(steps: Steps, body: JSONObject) -> str:
    """Make an eSignLive package."""
    state = as_text(body.get("state"), "DRAFT")
    package_id = _new_package(steps, body, "PACKAGE")
    if state == "DRAFT":
        return package_id
    steps.call("esignlive", "packages.update", {"status": "SENT"}, params={"packageId": package_id})
    steps.sign(package_id, body)
    if state in {"COMPLETED", "ARCHIVED"}:
        owner_actions.sign_all(steps.work, package_id)
    if state == "ARCHIVED":
        steps.call("esignlive", "packages.update", {"status": "ARCHIVED"}, params={"packageId": package_id})
    if state == "DECLINED":
        owner_actions.decline(steps.work, package_id, None, as_text(body.get("reason")))
    if state == "EXPIRED":
        steps.expire(package_id)
    return package_id


def make_template(steps: Steps, body: JSONObject) -> str:
    """Make an eSignLive template."""
    return _new_package(steps, body, "TEMPLATE")


def _new_package(steps: Steps, body: JSONObject, kind: str) -> str:
    files = steps.files(body)
    people = objects(body.get("signers"))
    roles: list[JSON] = [
        {"id": f"signer{n}", "type": "SIGNER", "index": n, "signers": [{**_names(person), "email": person["email"]}]}
        for n, person in enumerate(people, 1)
    ]
    members: dict[str, JSON] = {
        "name": body["title"],
        "type": kind,
        "description": as_text(body.get("description")),
        "autocomplete": True,
        "roles": roles,
        "documents": [{"name": file.name, "approvals": _approvals(file.content, len(people))} for file in files],
    }
    if isinstance(expires := cast("object", body.get("expires")), datetime):
        members["due"] = expires.isoformat()
    parts = [("file", file.filename, file.content) for file in files]
    return as_text(steps.call("esignlive", "packages.create", members, params={}, files=parts)["id"])


def _approvals(content: bytes, count: int) -> list[JSON]:
    places = pdf.find_places(content, count) if content.startswith(b"%PDF") else []
    boxes = [(place.page, place.box) for place in places]
    boxes += [(0, pdf.Box(60, 60 + 60 * n, 200, 40)) for n in range(len(boxes), count)]
    return [
        {
            "role": f"signer{n}",
            "fields": [
                {
                    "type": "SIGNATURE",
                    "subtype": "FULLNAME",
                    "page": page,
                    "left": box.left,
                    "top": box.top,
                    "width": box.width,
                    "height": box.height,
                }
            ],
        }
        for n, (page, box) in enumerate(boxes, 1)
    ]


def make_request(steps: Steps, body: JSONObject) -> str:
    """Make an Ignisign signature request."""
    state = as_text(body.get("state"), "DRAFT")
    application = {"appId": steps.account.ignisign_app_id, "appEnv": steps.account.ignisign_app_env}

    def call(operation: str, body: JSON, request_id: str = "") -> JSONObject:
        params = {"apiVersion": "v4", **application, "signatureRequestId": request_id}
        return steps.call("ignisign", operation, body, params=params)

    request_id = as_text(call("signature_requests.create", {})["signatureRequestId"])
    documents: list[JSON] = []
    for file in steps.files(body):
        document = as_text(call("documents.create", {"signatureRequestId": request_id})["documentId"])
        parts = [("file", file.filename, file.content)]
        steps.call("ignisign", "documents.upload", params={"apiVersion": "v4", "documentId": document}, files=parts)
        documents.append(document)
    signers = [
        call("signers.create", {**_names(person), "email": person["email"]})["signerId"]
        for person in objects(body.get("signers"))
    ]
    members: dict[str, JSON] = {
        "title": body["title"],
        "documentIds": documents,
        "signerIds": signers,
        "defaultSignatureMethod": "SIMPLE_STD",
    }
    if reference := as_text(body.get("reference")):
        members["externalId"] = reference
    if isinstance(expires := cast("object", body.get("expires")), datetime):
        members |= {"expirationDate": expires.isoformat(), "expirationDateIsActivated": True}
    call("signature_requests.update", members, request_id)
    if state == "DRAFT":
        return request_id
    call("signature_requests.publish", {}, request_id)
    steps.sign(request_id, body)
    if state == "COMPLETED":
        owner_actions.sign_all(steps.work, request_id)
    if state == "CANCELLED":
        call("signature_requests.close", {}, request_id)
    if state == "EXPIRED":
        steps.expire(request_id)
    return request_id


def make_session(steps: Steps, body: JSONObject) -> str:
    """Make a Constellation1 session."""
    state, user = as_text(body.get("state"), "InDraft"), steps.account.email
    info: dict[str, JSON] = {"Title": body["title"], "TransactionId": as_text(body.get("reference"))}
    if isinstance(expires := cast("object", body.get("expires")), datetime):
        info["ExpiresOn"] = f"/Date({int(expires.timestamp() * 1000)})/"
    signers: list[JSON] = [
        {
            **{name[0].upper() + name[1:]: value for name, value in _names(person).items()},
            "EmailAddress": person["email"],
            "SignerRole": f"Signer {n}",
            "AuthMethods": [],
            "Properties": [],
        }
        for n, person in enumerate(objects(body.get("signers")), 1)
    ]
    documents: list[JSON] = [{"FileName": file.filename, "FileBytes": list(file.content)} for file in steps.files(body)]
    envelope: JSONObject = {
        "userName": user,
        "session": {"SessionInfo": info, "Documents": documents, "Signers": signers},
    }
    created = steps.call("constellation1", "sessions.create", envelope, params={})
    session_id = as_text(created.get("SigningSessionId"))
    if not session_id:
        raise steps.seed.error(steps.path, f"the service refuses: {json.dumps(created.get('Details'))}")
    if state == "InDraft":
        return session_id
    _session_call(steps, "sessions.start", _RETURN, {"signingSessionId": session_id})
    steps.sign(session_id, body)
    if state == "Completed":
        owner_actions.sign_all(steps.work, session_id)
    if state == "Cancelled":
        _session_call(steps, "sessions.cancel", _RETURN, {"sessionId": session_id})
    if state == "InPaused":
        _session_call(steps, "sessions.edit", f"username={user}", {"signingSessionId": session_id})
    if state == "Expired":
        steps.expire(session_id)
    return session_id


def _session_call(steps: Steps, operation: str, query: str, params: Mapping[str, str]) -> JSONObject:
    """Make a call of Constellation1, which refuses with a 200 and a reason in `Details`."""
    answer = steps.call("constellation1", operation, params=params, query=query)
    if answer.get("ReturnValue") == "False":
        raise steps.seed.error(steps.path, f"the service refuses: {json.dumps(answer.get('Details'))}")
    return answer


def _names(person: Mapping[str, JSON]) -> dict[str, JSON]:
    first, _, last = as_text(person["name"]).rpartition(" ")
    return {"firstName": first or last, "lastName": last}


def _multipart(payload: JSON, files: Sequence[tuple[str, str, bytes]]) -> bytes:
    parts = [f'Content-Disposition: form-data; name="payload"\r\n\r\n{json.dumps(payload)}'.encode()] if payload else []
    for part, filename, content in files:
        safe = filename.replace('"', "_").encode()
        head = b'Content-Disposition: form-data; name="%b"; filename="%b"' % (part.encode(), safe)
        parts.append(head + b"\r\nContent-Type: application/octet-stream\r\n\r\n" + content)
    edge = f"--{_BOUNDARY}".encode()
    return b"".join(edge + b"\r\n" + part + b"\r\n" for part in parts) + edge + b"--\r\n"


MAKERS: dict[tuple[str, str], Callable[[Steps, JSONObject], str]] = {
    ("esignlive", "packages"): make_package,
    ("esignlive", "templates"): make_template,
    ("ignisign", "requests"): make_request,
    ("constellation1", "sessions"): make_session,
}
"""What makes a transaction, by service and kind."""
