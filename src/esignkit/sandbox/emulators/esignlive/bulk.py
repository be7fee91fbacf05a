"""Bulk send: one package of a template for each row of a CSV file."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from attrs import frozen
from starlette.datastructures import Headers
from starlette.responses import Response

from esignkit.sandbox.domain import transitions
from esignkit.sandbox.domain.model import transaction_from_json, transaction_to_json
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, ErrorResponse, json_response
from esignkit.sandbox.emulators.esignlive import bulk_waiting
from esignkit.sandbox.emulators.esignlive.authentication import user_of
from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER, switch
from esignkit.sandbox.emulators.esignlive.bulk_waiting import JOB
from esignkit.sandbox.emulators.esignlive.content import Upload, read_payload
from esignkit.sandbox.emulators.esignlive.document_parts import LANGUAGES
from esignkit.sandbox.emulators.esignlive.errors import invalid
from esignkit.sandbox.emulators.esignlive.package import Package
from esignkit.sandbox.emulators.esignlive.package_parts import signature_field
from esignkit.sandbox.emulators.esignlive.packages import (
    add_sender_role,
    copy_package,
    find_package,
    send_creation_event,
)
from esignkit.sandbox.emulators.esignlive.response_schemas import in_full
from esignkit.sandbox.emulators.esignlive.responses import TEXT_JSON
from esignkit.sandbox.emulators.esignlive.roles import VERIFICATION_TYPES
from esignkit.sandbox.json_values import JSONObject, as_bool, as_int, as_object, as_text, objects, without_nulls

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Job
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

ROUTES = Routes()

DELAY = timedelta(hours=1)
"""How long a batch waits when the switch `bulk` is `time`."""

MAX_ERRORS = 20
MAX_BYTES = 8 * 1024 * 1024

_COLUMNS = ("FIRST_NAME", "LAST_NAME", "EMAIL", "AUTH_TYPE", "AUTH_PROMPT", "AUTH_CHALLENGE", "SIGNER_VERIFICATION")
_NEEDED = ("FIRST_NAME", "LAST_NAME", "EMAIL")
_AUTH_TYPES = {"", "NONE", "EMAIL", "SMS", "CHALLENGE", "QASMS", "SSO", "KBA"}


@frozen
class Block:
    """The columns of one placeholder role: column name by position."""

    role: str
    columns: dict[int, str]


@ROUTES.post("/api/packages/{templateId}/bulk_send", "packages.bulk_send")
def bulk_send(call: Call) -> Response:
    """`POST /packages/{templateId}/bulk_send`: all rows, or none when one is invalid."""
    call.params["packageId"] = call.params["templateId"]
    template = find_package(call)
    payload, files = read_payload(call) if _has_payload(call) else (None, _files(call))
    if len(files) != 1:
        raise invalid("bulkSend.file", "Exactly one part named file with the CSV is needed.")
    placeholders = _placeholders(template)
    rows = _rows(files[0].content)
    blocks, errors = _blocks(rows[0], placeholders, _field_ids(template))
    for number, row in enumerate(rows[1:], 2):
        errors += [error for block in blocks for error in _row_errors(number, row, block)]
    if errors:
        status = as_int(switch(call.work, call.account.tenant, "bulk_errors"))
        raise ErrorResponse(json_response(errors[:MAX_ERRORS], status, TEXT_JSON))
    batch = call.work.ids.uuid()
    detail: JSONObject = {
        "template": template.id,
        "batch": batch,
        "names": without_nulls({key: as_object(payload).get(key) for key in ("name", "description")}),
        "rows": [{block.role: _values(row, block) for block in blocks} for row in rows[1:]],
        "user": as_text(user_of(call)["email"]),
        "snapshot": transaction_to_json(template.keep()),
    }
    mode = switch(call.work, call.account.tenant, "bulk")
    if mode == "time":
        call.work.schedule(call.work.now + DELAY, PROVIDER, call.account.tenant, JOB, detail)
    elif mode == "after_reads":
        bulk_waiting.wait(call.work, call.account.tenant, detail)
    else:
        _send_all(call, template, detail)
    call.record("packages.bulk_send", template.id)
    return json_response({"id": batch}, media_type=TEXT_JSON)


def _has_payload(call: Call) -> bool:
    return any(part.name == "payload" for part in call.parts())


def _files(call: Call) -> list[Upload]:
    return [Upload(part.content, part.filename or "") for part in call.parts() if part.name == "file"]


def _placeholders(template: Package) -> dict[str, JSONObject]:
    if template.type != "TEMPLATE" or not as_bool(template.data.get("bulkSendable")):
        raise invalid("bulkSend.notBulkSendable", "Bulk send needs a template whose bulkSendable flag is on.")
    if as_text(template.data.get("language"), "en") not in LANGUAGES:
        raise invalid("bulkSend.language", f"The template's language is none of {', '.join(LANGUAGES)}.")
    if not template.documents:
        raise invalid("bulkSend.noDocuments", "The template has no document besides the consent.")
    placeholders = {
        as_text(role["name"]): role
        for role in template.roles
        if role.get("type") == "SIGNER" and not objects(role.get("signers"))
    }
    if not placeholders:
        raise invalid("bulkSend.noPlaceholders", "The template has no placeholder role.")
    approvals = [approval for document in template.documents for approval in objects(document.get("approvals"))]
    if not any(signature_field(approval) for approval in approvals):
        raise invalid("bulkSend.noSignatures", "The template has no signature field.")
    return placeholders


def _field_ids(template: Package) -> set[str]:
    return {
        as_text(field["id"])
        for document in template.documents
        for approval in objects(document.get("approvals"))
        for field in objects(approval.get("fields"))
    }


def _rows(content: bytes) -> list[list[str]]:
    if len(content) > MAX_BYTES:
        raise invalid("bulkSend.tooLarge", f"The CSV is larger than {MAX_BYTES >> 20} MB.")
    try:
        rows = [row for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), strict=True) if any(row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise invalid("bulkSend.notCsv", f"The file is not CSV in UTF-8: {error}") from error
    if len(rows) < 2:
        raise invalid("bulkSend.rows", "The CSV needs a header and at least one row.")
    return rows


def _error(key: str, row: int, column: str, role: str) -> JSONObject:
    return {
        "messageKey": f"error.validation.bulkSend.{key}",
        "rowNumber": str(row),
        "columnName": column,
        "roleName": role,
    }


def _blocks(
    header: list[str], placeholders: dict[str, JSONObject], fields: set[str]
) -> tuple[list[Block], list[JSONObject]]:
    """Split the header at the role names; collect the errors of missing and unknown columns."""
    blocks: list[Block] = []
    errors: list[JSONObject] = []
    for position, name in enumerate(text.strip() for text in header):
        if name in placeholders:
            blocks.append(Block(name, {}))
        elif not blocks or (name not in _COLUMNS and name not in fields):
            errors.append(_error("unknownColumn", 1, name, blocks[-1].role if blocks else ""))
        else:
            blocks[-1].columns[position] = name
    for role in placeholders:
        matching = [block for block in blocks if block.role == role]
        if len(matching) != 1:
            errors.append(_error("missingRole" if not matching else "duplicateRole", 1, role, role))
    for block in blocks:
        errors += [
            _error("missingColumn", 1, name, block.role) for name in _NEEDED if name not in block.columns.values()
        ]
    return blocks, errors


def _values(row: list[str], block: Block) -> dict[str, str]:
    return {name: row[at].strip() if at < len(row) else "" for at, name in block.columns.items()}


def _row_errors(number: int, row: list[str], block: Block) -> list[JSONObject]:
    values = _values(row, block)
    errors = [
        _error("missingValue", number, name, block.role) for name in _NEEDED if name in values and not values[name]
    ]
    email = values.get("EMAIL", "")
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        errors.append(_error("invalidEmail", number, "EMAIL", block.role))
    auth = values.get("AUTH_TYPE", "").upper()
    if auth not in _AUTH_TYPES:
        errors.append(_error("invalidAuthType", number, "AUTH_TYPE", block.role))
    verification = values.get("SIGNER_VERIFICATION", "")
    if verification and not any(verification_type["id"] == verification for verification_type in VERIFICATION_TYPES):
        errors.append(_error("invalidVerification", number, "SIGNER_VERIFICATION", block.role))
    if auth == "SMS" and not re.fullmatch(r"\+[1-9]\d{6,14}", values.get("AUTH_PROMPT", "")):
        errors.append(_error("invalidPhoneNumber", number, "AUTH_PROMPT", block.role))
    return errors


def send_batch(work: UnitOfWork, job: Job) -> None:
    """Send a delayed batch, from the template as it was when the batch was accepted."""
    account = work.accounts.get(job.tenant)
    if account is None:
        return
    template = transaction_from_json(as_object(job.detail["snapshot"]))
    call = Call("POST", "", Headers(), provider=PROVIDER, work=work, account=account)
    _send_all(call, Package(template), job.detail)


def _send_all(call: Call, template: Package, detail: JSONObject) -> None:
    for row in objects(detail["rows"]):
        values = {
            role: {name: as_text(value) for name, value in as_object(fields).items()} for role, fields in row.items()
        }
        _send(call, template, detail, values)


def _send(call: Call, template: Package, detail: JSONObject, row: dict[str, dict[str, str]]) -> None:
    members = {**as_object(detail["names"]), "type": "PACKAGE", "data": {"bulkSendBatch": detail["batch"]}}
    package = copy_package(call, template, {**members, "sender": {"email": detail["user"]}})
    add_sender_role(call, package)
    for name, values in row.items():
        role = next(role for role in package.roles if role["name"] == name)
        signer: JSONObject = {
            "id": call.work.ids.uuid(),
            "firstName": values["FIRST_NAME"],
            "lastName": values["LAST_NAME"],
            "email": values["EMAIL"],
        }
        if auth := values.get("AUTH_TYPE"):
            challenge = {"question": values.get("AUTH_PROMPT", ""), "answer": values.get("AUTH_CHALLENGE") or None}
            signer["auth"] = {"scheme": auth.upper(), "challenges": [challenge]}
        role["signers"] = [signer]
        if verification := values.get("SIGNER_VERIFICATION"):
            verifications = as_object(package.extras.get("verifications"))
            choice = in_full("Verification", {"typeId": verification})
            package.extras["verifications"] = {**verifications, as_text(role["id"]): choice}
        _fill(package, values)
    package.assign()
    call.work.save(package.keep())
    send_creation_event(call, package)
    transitions.open_for_signing(call.work, package.keep())


def _fill(package: Package, values: dict[str, str]) -> None:
    for document in package.documents:
        approvals = objects(document.get("approvals"))
        for approval in approvals:
            fields = objects(approval.get("fields"))
            for field in fields:
                if values.get(as_text(field["id"])):
                    field["value"] = values[as_text(field["id"])]
            approval["fields"] = fields
        document["approvals"] = approvals
