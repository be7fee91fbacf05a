"""What the services of other SDKs answer: each in the shape that its SDK reads, and as long as a package of ours.

Synthetic, and as near to one package with seven further objects as the SDK's model allows.
"""

from __future__ import annotations

import json

import payloads

LENGTH = 1400
WHEN = "2026-11-21T20:00:00.000Z"
SECONDS = 1_795_291_200
PERSON = "ada@example.com"
ID = payloads.PACKAGE_ID
CREATED = ("docusign", "boldsign", "pandadoc", "githubkit")
"""Services that answer a POST with 201; the others say 200."""


def _padded(value: dict[str, object], inside: dict[str, object], member: str) -> bytes:
    """Return a value as JSON; a text of it is made so long that all of it has the length of a package."""
    inside[member] = ""
    inside[member] = "x" * max(1, LENGTH - len(json.dumps(value, separators=(",", ":"))))
    return json.dumps(value, separators=(",", ":")).encode()


def _docusign() -> bytes:
    person: dict[str, object] = {"userName": "Ada Byron", "userId": ID, "accountId": ID, "email": PERSON}
    signer = {"email": PERSON, "name": "Ada Byron", "recipientId": "1", "routingOrder": "1", "status": "sent"}
    value: dict[str, object] = {
        "envelopeId": ID,
        "status": "sent",
        "createdDateTime": WHEN,
        "sentDateTime": WHEN,
        "statusChangedDateTime": WHEN,
        "documentsUri": f"/envelopes/{ID}/documents",
        "expireEnabled": "true",
        "sender": person,
        "recipients": {"signers": [signer, signer], "recipientCount": "2"},
        "envelopeDocuments": [{"documentId": "1", "name": "Lease", "type": "content"}],
        "notification": {"useAccountDefaults": "true", "reminders": {"reminderEnabled": "false"}},
    }
    return _padded(value, value, "emailBlurb")


def _dropbox() -> bytes:
    signature = {
        "signature_id": ID,
        "signer_email_address": PERSON,
        "signer_name": "Ada Byron",
        "status_code": "awaiting_signature",
        "has_pin": False,
    }
    request: dict[str, object] = {
        "signature_request_id": ID,
        "title": "Lease",
        "created_at": SECONDS,
        "is_complete": False,
        "is_declined": False,
        "has_error": False,
        "cc_email_addresses": [],
        "signing_url": f"https://sign.example/{ID}",
        "signatures": [signature] * 6,
    }
    return _padded({"signature_request": request}, request, "message")


def _boldsign() -> bytes:
    signer = {
        "signerName": "Ada Byron",
        "signerEmail": PERSON,
        "status": "NotCompleted",
        "enableAccessCode": False,
        "signerType": "Signer",
        "formFields": [],
    }
    value: dict[str, object] = {
        "documentId": ID,
        "messageTitle": "Lease",
        "status": "InProgress",
        "files": [{"documentName": "Lease", "order": 1, "pageCount": 2}] * 2,
        "senderDetail": {"name": "Owner", "emailAddress": "owner@example.com", "isViewed": False},
        "signerDetails": [signer] * 3,
        "reminderSettings": {"enableAutoReminder": False},
        "activityDate": SECONDS,
        "createdDate": SECONDS,
        "expiryDays": 60,
        "enableSigningOrder": False,
        "isDeleted": False,
        "labels": [],
    }
    return _padded(value, value, "documentDescription")


def _pandadoc() -> bytes:
    created: dict[str, object] = {"id": ID, "email": PERSON, "first_name": "Ada", "last_name": "Byron"}
    recipient = {**created, "recipient_type": "signer", "has_completed": False, "role": "tenant"}
    value: dict[str, object] = {
        "id": ID,
        "status": "document.draft",
        "date_created": WHEN,
        "date_modified": WHEN,
        "version": "2",
        "tags": [],
        "created_by": created,
        "recipients": [recipient] * 4,
        "template": {"id": ID, "name": "Lease"},
        "grand_total": {"amount": "0.00", "currency": "EUR"},
    }
    return _padded(value, value, "name")


def _documenso() -> bytes:
    folder = {
        "id": ID,
        "userId": 1,
        "teamId": 1,
        "parentId": None,
        "pinned": False,
        "createdAt": WHEN,
        "updatedAt": WHEN,
        "visibility": "EVERYONE",
        "type": "DOCUMENT",
    }
    last: dict[str, object] = dict(folder)
    rows: list[dict[str, object]] = [{**folder, "name": "Leases"} for _ in range(4)]
    value: dict[str, object] = {"data": [*rows, last], "count": 5, "currentPage": 1, "perPage": 10, "totalPages": 1}
    return _padded(value, last, "name")


def _folder() -> dict[str, object]:
    return json.loads(_documenso())["data"][0]


def _openai_model() -> bytes:
    value: dict[str, object] = {"id": "m", "object": "model", "created": SECONDS}
    return _padded(value, value, "owned_by")


def _openai_chat() -> bytes:
    message: dict[str, object] = {"role": "assistant", "refusal": None}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    value: dict[str, object] = {
        "id": ID,
        "object": "chat.completion",
        "created": SECONDS,
        "model": "m",
        "choices": [choice],
        "usage": usage,
    }
    return _padded(value, message, "content")


def _stripe() -> bytes:
    address = {"city": "Bern", "country": "CH", "line1": "Street 1", "postal_code": "3000", "state": None}
    value: dict[str, object] = {
        "id": "cus_1",
        "object": "customer",
        "address": address,
        "shipping": {"address": address, "name": "Ada Byron", "phone": None},
        "balance": 0,
        "created": SECONDS,
        "currency": "chf",
        "delinquent": False,
        "email": PERSON,
        "invoice_settings": {"custom_fields": None, "default_payment_method": None, "footer": None},
        "livemode": False,
        "metadata": {},
        "name": "Ada Byron",
        "preferred_locales": [],
        "tax_exempt": "none",
    }
    return _padded(value, value, "description")


def _github_user() -> bytes:
    address = "https://hub.example/users/ada"
    urls = "url html_url followers_url following_url gists_url starred_url subscriptions_url organizations_url"
    value: dict[str, object] = {
        "login": "ada",
        "id": 1,
        "node_id": "MDQ",
        "avatar_url": address,
        "gravatar_id": "",
        "type": "User",
        "site_admin": False,
        "name": "Ada Byron",
        "company": None,
        "blog": "",
        "location": None,
        "email": PERSON,
        "hireable": None,
        "public_repos": 2,
        "public_gists": 1,
        "followers": 20,
        "following": 0,
        "created_at": "2026-11-21T20:00:00Z",
        "updated_at": "2026-11-21T20:00:00Z",
        **dict.fromkeys([*urls.split(), "repos_url", "events_url", "received_events_url"], address),
    }
    return _padded(value, value, "bio")


def _small(value: dict[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def answers() -> dict[tuple[str, str], bytes]:
    """Return the bodies, by method and by the first segment of the path."""
    label = {"id": 1, "node_id": "MDQ", "url": "https://hub.example/l", "name": "lease", "color": "ffffff"}
    never = dict.fromkeys(("archived_at", "archived_by"))
    pandadoc = {"id": ID, "name": "Lease", "status": "document.uploaded", "date_created": WHEN, "date_modified": WHEN}
    return {
        ("GET", "docusign"): _docusign(),
        ("POST", "docusign"): _small({"envelopeId": ID, "status": "sent", "statusDateTime": WHEN}),
        ("GET", "dropbox"): _dropbox(),
        ("POST", "dropbox"): _small({"signature_request": {"signature_request_id": ID}}),
        ("GET", "boldsign"): _boldsign(),
        ("POST", "boldsign"): _small({"documentId": ID}),
        ("GET", "pandadoc"): _pandadoc(),
        ("POST", "pandadoc"): _small({**pandadoc, "expiration_date": None, "version": "2", "uuid": ID}),
        ("GET", "documenso"): _documenso(),
        ("POST", "documenso"): _small(_folder()),
        ("GET", "openai"): _openai_model(),
        ("POST", "openai"): _openai_chat(),
        ("GET", "stripe"): _stripe(),
        ("POST", "stripe"): _small({"id": "cus_1", "object": "customer"}),
        ("GET", "githubkit"): _github_user(),
        ("POST", "githubkit"): _small({**label, "description": "x", "default": False, **never}),
    }
