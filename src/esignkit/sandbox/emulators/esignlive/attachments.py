"""Attachments that signers must provide, and the supporting documents of a package."""

from __future__ import annotations

import base64
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, file_response, json_response
from esignkit.sandbox.emulators.esignlive.archive import zip_of
from esignkit.sandbox.emulators.esignlive.authentication import forbidden, signer_of
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.life_cycle import signer_id
from esignkit.sandbox.emulators.esignlive.packages import keep, open_package
from esignkit.sandbox.emulators.esignlive.responses import BYTES, TEXT_JSON, done
from esignkit.sandbox.emulators.esignlive.rows import put, without
from esignkit.sandbox.emulators.esignlive.webhooks import send_event
from esignkit.sandbox.json_values import JSONObject, as_int, as_object, as_text, objects

if TYPE_CHECKING:
    from esignkit.sandbox.emulators.esignlive.package import Package

ROUTES = Routes()

_ALL = "/api/packages/{packageId}/attachment"
_ONE = _ALL + "/{attachmentId}"
_SUPPORTING = "/api/supporting-documents/v1/transactions/{packageId}"


def _requirement(package: Package, attachment_id: str) -> tuple[JSONObject, JSONObject]:
    """Return a role and its attachment requirement."""
    for role in package.roles:
        for requirement in objects(role.get("attachmentRequirements")):
            if requirement.get("id") == attachment_id:
                return role, requirement
    raise not_found("attachment", attachment_id)


def _files(package: Package, role_id: str | None = None) -> list[JSONObject]:
    """Return the attached files of a role, or of all roles."""
    return [
        file
        for role in package.roles
        if role_id is None or role_id == role["id"]
        for requirement in objects(role.get("attachmentRequirements"))
        for file in objects(requirement.get("files"))
    ]


def _content(call: Call, package: Package, file: JSONObject) -> bytes:
    digests = as_object(package.extras.get("attachments"))
    return call.work.blob(as_text(digests[as_text(file["id"])]))


def _zip(call: Call, package: Package, files: list[JSONObject]) -> Response:
    contents = [(as_text(file["name"]), _content(call, package, file)) for file in files]
    return file_response(zip_of(contents, call.work.now), "application/zip", f"{package.name} - Attachments.zip")


def _file_of(package: Package, call: Call) -> JSONObject:
    _, requirement = _requirement(package, call.params["attachmentId"])
    for file in objects(requirement.get("files")):
        if as_text(file["id"]) == call.params["fileId"]:
            return file
    raise not_found("attachmentFile", call.params["fileId"])


@ROUTES.get(_ONE, "attachments.get")
def get(call: Call) -> Response:
    """`GET …/attachment/{attachmentId}`: the file; several come as one archive."""
    package = open_package(call)
    _, requirement = _requirement(package, call.params["attachmentId"])
    files = objects(requirement.get("files"))
    if not files:
        raise not_found("attachmentFile", call.params["attachmentId"])
    if len(files) > 1:
        return _zip(call, package, files)
    return file_response(_content(call, package, files[0]), BYTES, as_text(files[0]["name"]))


@ROUTES.post(_ONE, "attachments.upload")
def upload(call: Call) -> Response:
    """`POST …/attachment/{attachmentId}`: a part `payload` with anything in it, and parts named `file`.

    With the session of the signer who owes them.
    """
    package = open_package(call)
    role, requirement = _requirement(package, call.params["attachmentId"])
    signer = signer_of(call)
    if signer is None or signer.role != role["id"]:
        raise forbidden()
    all_parts = call.parts()
    if not any(part.name == "payload" for part in all_parts):
        raise invalid("multipart.payload", "A part named payload is needed; it may be empty.")
    parts = [part for part in all_parts if part.name == "file"]
    if not parts:
        raise invalid("multipart.file", "At least one part named file is needed.")
    names = [part.content.decode("utf-8", "replace") for part in all_parts if part.name == "fileName"]
    if names and len(parts) == 1:
        parts[0].filename = names[0]
    digests = as_object(package.extras.get("attachments"))
    files = objects(requirement.get("files"))
    for part in parts:
        number = max((int(digest) for digest in digests), default=0) + 1
        digests[str(number)] = call.work.put_blob(part.content)
        inserted = int(call.work.now.timestamp() * 1000)
        files.append({"id": number, "name": part.filename or "", "insertDate": inserted, "preview": False})
    package.extras["attachments"] = digests
    _keep_files(role, call.params["attachmentId"], files)
    keep(call, package)
    name = as_text(requirement.get("name"))
    send_event(
        call.work, package.transaction, "PACKAGE_ATTACHMENT", signer_id(package, as_text(role["id"])), message=name
    )
    return json_response(files, media_type=TEXT_JSON)


def _keep_files(role: JSONObject, attachment_id: str, files: list[JSONObject]) -> None:
    role["attachmentRequirements"] = [
        {**attachment_requirement, "files": files, "status": "INCOMPLETE"}
        if attachment_requirement.get("id") == attachment_id
        else attachment_requirement
        for attachment_requirement in objects(role.get("attachmentRequirements"))
    ]


@ROUTES.get(_ONE + "/file/{fileId}", "attachments.get_file")
def get_file(call: Call) -> Response:
    """`GET …/attachment/{attachmentId}/file/{fileId}`."""
    package = open_package(call)
    file = _file_of(package, call)
    return file_response(_content(call, package, file), BYTES, as_text(file["name"]))


@ROUTES.delete(_ONE + "/file/{fileId}", "attachments.delete_file")
def delete_file(call: Call) -> Response:
    """`DELETE …/attachment/{attachmentId}/file/{fileId}`."""
    package = open_package(call)
    role, requirement = _requirement(package, call.params["attachmentId"])
    file = _file_of(package, call)
    _keep_files(role, call.params["attachmentId"], without(objects(requirement.get("files")), file["id"]))
    keep(call, package)
    return done(call)


@ROUTES.get(_ALL + "/zip", "attachments.zip")
@ROUTES.get(_ALL + "/zip/{roleId}", "attachments.zip_of_role")
def download_all(call: Call) -> Response:
    """`GET …/attachment/zip`, of all roles or of one."""
    package = open_package(call)
    role_id = call.params.get("roleId")
    if role_id is not None:
        package.role(role_id)
    return _zip(call, package, _files(package, role_id))


@ROUTES.get(_ONE + "/exists", "attachments.exists")
def exists(call: Call) -> Response:
    """`GET …/attachment/{attachmentId}/exists`."""
    _, requirement = _requirement(open_package(call), call.params["attachmentId"])
    return json_response({"exists": bool(objects(requirement.get("files")))})


@ROUTES.get(_ONE + "/file/{fileId}/exists", "attachments.file_exists")
def file_exists(call: Call) -> Response:
    """`GET …/attachment/{attachmentId}/file/{fileId}/exists`."""
    _, requirement = _requirement(open_package(call), call.params["attachmentId"])
    file_ids = {as_text(file["id"]) for file in objects(requirement.get("files"))}
    return json_response({"exists": call.params["fileId"] in file_ids})


@ROUTES.get(_ALL + "/zip/{roleId}/exists", "attachments.zip_of_role_exists")
def zip_exists(call: Call) -> Response:
    """`GET …/attachment/zip/{roleId}/exists`."""
    package = open_package(call)
    package.role(call.params["roleId"])
    return json_response({"exists": bool(_files(package, call.params["roleId"]))})


@ROUTES.get(_ALL + "/verifications", "attachments.verifications")
def verifications(call: Call) -> Response:
    """`GET …/attachment/verifications`: the sandbox checks names only, so every file counts as verified."""
    package = open_package(call)
    rows: list[JSONObject] = [
        {
            "attachmentUuid": requirement["id"],
            "fileName": file["name"],
            "extension": PurePosixPath(as_text(file["name"])).suffix.lstrip("."),
            "classificationResult": None,
            "extractionResult": None,
            "typeMatch": True,
        }
        for role in package.roles
        for requirement in objects(role.get("attachmentRequirements"))
        for file in objects(requirement.get("files"))
    ]
    return json_response(rows)


# Supporting documents


def _supporting(package: Package) -> list[JSONObject]:
    return objects(package.extras.get("supporting"))


def _info(document: JSONObject) -> JSONObject:
    return {key: value for key, value in document.items() if not key.startswith("_")}


def _one_supporting(package: Package, call: Call) -> JSONObject:
    for document in _supporting(package):
        if as_text(document["id"]) == call.params["number"]:
            return document
    raise not_found("supportingDocument", call.params["number"])


@ROUTES.get(_SUPPORTING, "supporting_documents.list")
def list_supporting(call: Call) -> Response:
    """`GET /supporting-documents/v1/transactions/{packageId}`."""
    return json_response([_info(document) for document in _supporting(open_package(call))])


@ROUTES.post(_SUPPORTING, "supporting_documents.add")
def add_supporting(call: Call) -> Response:
    """`POST /supporting-documents/v1/transactions/{packageId}`: parts named `files`."""
    package = open_package(call)
    parts = [part for part in call.parts() if part.name == "files"]
    if not parts:
        raise invalid("multipart.files", "At least one part named files is needed.")
    documents = _supporting(package)
    for part in parts:
        documents.append(
            {
                "id": max((as_int(document["id"]) for document in documents), default=0) + 1,
                "transactionUid": package.id,
                "documentRefId": call.work.ids.uuid(),
                "documentName": part.filename or "",
                "version": 1,
                "fileSize": len(part.content),
                "_blob": call.work.put_blob(part.content),
                "_type": part.content_type or "application/octet-stream",
            }
        )
    package.extras["supporting"] = documents
    keep(call, package)
    return json_response([_info(document) for document in documents[-len(parts) :]])


@ROUTES.get(_SUPPORTING + "/download", "supporting_documents.download_all")
def download_supporting(call: Call) -> Response:
    """`GET …/download`: all of them as an archive."""
    package = open_package(call)
    files = [
        (as_text(document["documentName"]), call.work.blob(as_text(document["_blob"])))
        for document in _supporting(package)
    ]
    return file_response(zip_of(files, call.work.now), "application/zip", f"{package.name} - Supporting.zip")


@ROUTES.get(_SUPPORTING + "/documents/{number}/download", "supporting_documents.download")
def download_one(call: Call) -> Response:
    """`GET …/documents/{number}/download`: the content as base64."""
    document = _one_supporting(open_package(call), call)
    content = base64.b64encode(call.work.blob(as_text(document["_blob"]))).decode()
    return json_response({"documentName": document["documentName"], "content": content, "mediaType": document["_type"]})


@ROUTES.put(_SUPPORTING + "/documents/{number}", "supporting_documents.update")
def rename_supporting(call: Call) -> Response:
    """`PUT …/documents/{number}`: another name, in `fileName`."""
    package = open_package(call)
    document = _one_supporting(package, call)
    name = as_text(call.json_object().get("fileName"))
    if not name:
        raise invalid("supportingDocument.fileName", "A new name is needed, in fileName.")
    renamed: JSONObject = {**document, "documentName": name}
    renamed["version"] = as_int(document["version"]) + 1
    package.extras["supporting"] = put(_supporting(package), renamed)
    keep(call, package)
    return json_response(_info(renamed))


@ROUTES.delete(_SUPPORTING + "/documents/{number}", "supporting_documents.delete")
def delete_supporting(call: Call) -> Response:
    """`DELETE …/documents/{number}`."""
    package = open_package(call)
    document = _one_supporting(package, call)
    package.extras["supporting"] = without(_supporting(package), document["id"])
    keep(call, package)
    return done(call)
