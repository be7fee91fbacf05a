"""One SDK in its own environment: `python peer.py NAME URL` says that it works, then reads `get 20` or `post 20`, makes
that many calls and answers with the CPU seconds they took. `python peer.py NAME URL cold` makes 5 GETs and ends.

Each SDK is used as its own documentation does, with a client made once. A POST makes its typed body anew each time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

ID = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
PERSON = "ada@example.com"
TEXT = "d" * 500
COLD = 5
Calls = dict[str, Callable[[], Any]]


def httpx(url: str) -> Calls:
    """The base of all figures: the bytes of the answer, and a ready dictionary as JSON."""
    import httpx

    client = httpx.Client(base_url=url, headers={"Authorization": "Basic a2V5", "Accept": "application/json"})
    signer = {"firstName": "Ada", "lastName": "Byron", "email": PERSON}
    body = {
        "name": "Lease",
        "description": TEXT,
        "autocomplete": True,
        "roles": [{"id": "tenant", "signers": [signer]}],
    }
    return {
        "get": lambda: client.get(f"/nested/api/packages/{ID}").content,
        "post": lambda: client.post("/api/packages", json=body).content,
    }


def httpx_json(url: str) -> Calls:
    """The base of a cold start: the same answer, parsed."""
    import json

    calls = httpx(url)
    return {"get": lambda: json.loads(calls["get"]())}


def esignkit(url: str) -> Calls:
    import esignkit.esignlive as sdk

    client = sdk.ESignLive(api_key="a2V5", base_url=f"{url}/nested/api")

    def post() -> object:
        signer = sdk.Signer(first_name="Ada", last_name="Byron", email=PERSON)
        roles = [sdk.Role(id="tenant", signers=[signer])]
        return client.packages.create(sdk.Package(name="Lease", description=TEXT, autocomplete=True, roles=roles))

    return {"get": lambda: client.packages.get(ID).sender, "post": post}


def docusign(url: str) -> Calls:
    import docusign_esign as sdk

    client = sdk.ApiClient(host=f"{url}/docusign/restapi")
    client.set_default_header("Authorization", "Bearer token")
    envelopes = sdk.EnvelopesApi(client)

    def post() -> object:
        signer = sdk.Signer(email=PERSON, name="Ada Byron", recipient_id="1", routing_order="1")
        recipients = sdk.Recipients(signers=[signer])
        made = sdk.EnvelopeDefinition(email_subject="Lease", email_blurb=TEXT, status="sent", recipients=recipients)
        return envelopes.create_envelope("account", envelope_definition=made).envelope_id

    return {"get": lambda: envelopes.get_envelope("account", ID).sender, "post": post}


def dropbox(url: str) -> Calls:
    import dropbox_sign as sdk

    requests = sdk.SignatureRequestApi(sdk.ApiClient(sdk.Configuration(username="key", host=f"{url}/dropbox")))

    def post() -> object:
        signer = sdk.SubSignatureRequestSigner(email_address=PERSON, name="Ada Byron", order=0)
        made = sdk.SignatureRequestSendRequest(
            title="Lease", message=TEXT, signers=[signer], file_urls=["https://files.example/lease.pdf"]
        )
        return requests.signature_request_send(made).signature_request.signature_request_id

    return {"get": lambda: requests.signature_request_get(ID).signature_request.signatures[0], "post": post}


def boldsign(url: str) -> Calls:
    import boldsign as sdk

    documents = sdk.DocumentApi(sdk.ApiClient(sdk.Configuration(api_key="key", host=f"{url}/boldsign")))

    def post() -> object:
        signer = sdk.DocumentSigner(name="Ada Byron", email_address=PERSON, signer_type="Signer")
        files = ["https://files.example/lease.pdf"]
        made = sdk.SendForSign(title="Lease", message=TEXT, signers=[signer], file_urls=files)
        return documents.send_document(made).document_id

    return {"get": lambda: documents.get_properties(ID).sender_detail, "post": post}


def pandadoc(url: str) -> Calls:
    import pandadoc_client as sdk
    from pandadoc_client.api.documents_api import DocumentsApi
    from pandadoc_client.model.document_create_request import DocumentCreateRequest
    from pandadoc_client.model.document_create_request_recipients import DocumentCreateRequestRecipients

    client = sdk.ApiClient(sdk.Configuration(host=f"{url}/pandadoc", api_key={"apiKey": "key"}))
    documents = DocumentsApi(client)

    def post() -> object:
        signer = DocumentCreateRequestRecipients(email=PERSON, first_name="Ada", last_name="Byron", role="tenant")
        made = DocumentCreateRequest(name=TEXT, url="https://files.example/lease.pdf", recipients=[signer])
        return documents.create_document(document_create_request=made).id

    return {"get": lambda: documents.details_document(ID).created_by, "post": post}


def documenso(url: str) -> Calls:
    import documenso_sdk as sdk

    client = sdk.Documenso(api_key="key", server_url=f"{url}/documenso")
    return {
        "get": lambda: client.folders.find().data[0].name,
        "post": lambda: client.folders.create(name=TEXT).id,
    }


def openai(url: str) -> Calls:
    from openai import OpenAI

    client = OpenAI(api_key="key", base_url=f"{url}/openai")
    messages: Any = [{"role": "user", "content": TEXT}]
    return {
        "get": lambda: client.models.retrieve("m").owned_by,
        "post": lambda: client.chat.completions.create(model="m", messages=messages).choices[0],
    }


def stripe(url: str) -> Calls:
    import stripe as sdk

    client = sdk.StripeClient("sk_test_key", base_addresses={"api": f"{url}/stripe"})
    return {
        "get": lambda: client.v1.customers.retrieve("cus_1").address,
        "post": lambda: client.v1.customers.create({"email": PERSON, "name": "Ada Byron", "description": TEXT}).id,
    }


def githubkit(url: str) -> Calls:
    from githubkit import GitHub

    client = GitHub("token", base_url=f"{url}/githubkit", http_cache=False)
    client.__enter__()  # without it, each call makes a connection of its own

    def post() -> object:
        made = client.rest.issues.create_label("ada", "lease", name="lease", color="ffffff", description=TEXT)
        return made.parsed_data.id

    return {"get": lambda: client.rest.users.get_by_username("ada").parsed_data.login, "post": post}


SDKS: dict[str, Callable[[str], Calls]] = {
    "httpx": httpx,
    "httpx_json": httpx_json,
    "esignkit": esignkit,
    "docusign": docusign,
    "dropbox": dropbox,
    "boldsign": boldsign,
    "pandadoc": pandadoc,
    "documenso": documenso,
    "openai": openai,
    "stripe": stripe,
    "githubkit": githubkit,
}


def serve(calls: Calls) -> None:
    """Make calls as they are asked for."""
    for call in calls.values():
        assert call() is not None
    print("ready", flush=True)
    for line in sys.stdin:
        name, count = line.split()
        call = calls[name]
        begin = time.process_time()
        for _ in range(int(count)):
            call()
        print(time.process_time() - begin, flush=True)


if __name__ == "__main__":
    name, url, *mode = sys.argv[1:]
    made = SDKS[name](url)
    if mode:
        for _ in range(COLD):
            made["get"]()
    else:
        serve(made)
