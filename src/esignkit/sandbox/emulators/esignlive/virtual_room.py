"""Calls around the signing of a package: virtual room, closing texts, vault, fast track."""

from __future__ import annotations

from starlette.responses import PlainTextResponse, RedirectResponse, Response

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.esignlive import status_changes
from esignkit.sandbox.emulators.esignlive.dates import date_text, read_date
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.package_parts import new_role
from esignkit.sandbox.emulators.esignlive.packages import (
    copy_package,
    find_package,
    keep,
    open_package,
    send_creation_event,
)
from esignkit.sandbox.emulators.esignlive.responses import done
from esignkit.sandbox.emulators.esignlive.setting_values import are_texts
from esignkit.sandbox.emulators.esignlive.signing import signing_link
from esignkit.sandbox.json_values import JSON, JSONObject, as_bool, as_object, as_text, objects, texts

ROUTES = Routes()

_ROOM = "/api/packages/{packageId}/virtual-room/config"
_MASKED = _ROOM + "/masked-fields"
_VAULT = "/api/packages/{packageId}/eOriginalVault"

_NO_ROOM: JSONObject = {"video": False, "videoRecording": False, "startDatetime": None, "hostUid": None}


@ROUTES.get(_ROOM, "virtual_room.get")
def get_room(call: Call) -> Response:
    """`GET …/virtual-room/config`; `default=true` shows the defaults."""
    package = open_package(call)
    room = {} if as_bool(call.query("default")) else as_object(package.extras.get("room"))
    return json_response({**_NO_ROOM, **room})


@ROUTES.put(_ROOM, "virtual_room.update")
def update_room(call: Call) -> Response:
    """`PUT …/virtual-room/config`."""
    package = open_package(call)
    room = {**_NO_ROOM, **as_object(package.extras.get("room")), **call.json_object()}
    if text := as_text(room["startDatetime"]):
        room["startDatetime"] = date_text(read_date(text, "startDatetime"))
    package.extras["room"] = room
    keep(call, package)
    return json_response(room)


@ROUTES.get(_MASKED, "virtual_room.masked_fields")
def masked_fields(call: Call) -> Response:
    """`GET …/masked-fields`: `{docId}-{approvalId}-{fieldId}` of each."""
    return json_response(texts(open_package(call).extras.get("masked")))


@ROUTES.post(_MASKED, "virtual_room.set_masked_fields")
def set_masked_fields(call: Call) -> Response:
    """`POST …/masked-fields`: the list replaces the one before."""
    package = open_package(call)
    body = call.json()
    if not are_texts(body):
        raise invalid("virtualRoom.maskedFields", "A list of texts {documentId}-{approvalId}-{fieldId} is needed.")
    package.extras["masked"] = list(dict.fromkeys(texts(body)))
    keep(call, package)
    return done(call)


@ROUTES.put(_MASKED + "/{maskedField}", "virtual_room.mask")
@ROUTES.delete(_MASKED + "/{maskedField}", "virtual_room.unmask")
def mask(call: Call) -> Response:
    """`PUT` and `DELETE …/masked-fields/{docId}-{approvalId}-{fieldId}`."""
    package = open_package(call)
    name = call.params["maskedField"]
    other_names: list[JSON] = [other for other in texts(package.extras.get("masked")) if other != name]
    package.extras["masked"] = [*other_names, name] if call.method == "PUT" else other_names
    keep(call, package)
    return done(call)


@ROUTES.get("/virtual-room-video/{packageId}/recordings", "virtual_room.recordings")
def recordings(call: Call) -> Response:
    """`GET {host root}/virtual-room-video/{packageId}/recordings`: the sandbox records nothing."""
    open_package(call)
    return json_response([])


@ROUTES.get("/virtual-room-video/{packageId}/download-recording/{uid}", "virtual_room.download_recording")
def download_recording(call: Call) -> Response:
    """`GET {host root}/virtual-room-video/{packageId}/download-recording/{uid}`."""
    open_package(call)
    raise not_found("recording", call.params["uid"])


@ROUTES.get("/download-recording/{uid}", "recordings.download")
def download_recording_by_id(call: Call) -> Response:
    """`GET {host root}/download-recording/{uid}`: the same, by another reading of the documentation."""
    raise not_found("recording", call.params["uid"])


@ROUTES.get("/api/packages/{packageId}/thank_you_dialog", "packages.thank_you_dialog")
def thank_you(call: Call) -> Response:
    """`GET …/thank_you_dialog`."""
    return json_response({"body": f"<p>Thank you for signing {open_package(call).id}.</p>"})


@ROUTES.get("/api/package_information/{packageId}/support_information", "packages.support_information")
def support_information(call: Call) -> Response:
    """`GET /package_information/{packageId}/support_information`."""
    open_package(call)
    return json_response({"email": call.account.email, "phone": "+15550100"})


@ROUTES.get(_VAULT + "/vaultingData", "vault.get")
def get_vault(call: Call) -> Response:
    """`GET …/eOriginalVault/vaultingData`."""
    return json_response(as_object(open_package(call).extras.get("vault")))


@ROUTES.put(_VAULT + "/vaultingData", "vault.update")
def update_vault(call: Call) -> Response:
    """`PUT …/eOriginalVault/vaultingData`."""
    package = open_package(call)
    package.extras["vault"] = {**as_object(package.extras.get("vault")), **call.json_object()}
    keep(call, package)
    return json_response(package.extras["vault"])


@ROUTES.post(_VAULT + "/revault", "vault.revault")
def revault(call: Call) -> Response:
    """`POST …/eOriginalVault/revault`: records the request; there is no vault."""
    package = open_package(call)
    call.work.event(package.transaction, "revaulted")
    keep(call, package)
    return done(call)


# Fast track: somebody signs a template's document at once, from a link


@ROUTES.get("/api/fastTrack/{packageId}/url", "fast_track.url")
def fast_track_url(call: Call) -> Response:
    """`GET /fastTrack/{templateId}/url`: the URL that starts a package."""
    template = find_package(call)
    roles = [role for role in template.roles if not objects(role.get("signers"))]
    if template.type != "TEMPLATE" or not roles:
        raise invalid("fastTrack.template", "Fast track needs a template with a placeholder role.")
    link = signing_link(call, template, as_text(roles[0]["id"]))
    token = call.work.ids.word(24)
    call.work.put_record(call.provider, "fastTrack", token, {"template": template.id}, call.account.tenant)
    path = f"{call.root_url}/fastTrack/{token}"
    return json_response({**link, "url": f"{path}?signing=true" if as_bool(call.query("signing")) else path})


@ROUTES.get("/fastTrack/{token}", "fast_track.open", public=True)
def open_fast_track(call: Call) -> Response:
    """The page of a fast-track URL: redirects to a URL whose last query value is the token."""
    signing = "true" if as_bool(call.query("signing")) else "false"
    return RedirectResponse(f"{call.root_url}/fastTrack?signing={signing}&token={call.params['token']}", 302)


@ROUTES.get("/fastTrack", "fast_track.page", public=True)
def fast_track_page(_: Call) -> Response:
    """The page that asks for the signers: the sandbox has no such page, so it says how to continue."""
    return PlainTextResponse("Who signs is told by POST /esl/api/fastTrack?token=…, with a list of roles.\n")


@ROUTES.post("/api/fastTrack", "fast_track.start")
def fast_track(call: Call) -> Response:
    """`POST /fastTrack?token=` with a list of roles and their signers: a package of the template is made and sent."""
    token = call.query("token") or ""
    record = as_object(call.work.record(call.provider, "fastTrack", token, call.account.tenant))
    if not record:
        raise not_found("fastTrackToken", token)
    call.params["packageId"] = as_text(record["template"])
    package = copy_package(call, find_package(call), {"type": "PACKAGE"})
    roles = call.json()
    if not isinstance(roles, list) or not objects(roles):
        raise invalid("fastTrack.roles", "A list of roles is needed, each with its id and its signers.")
    holders = [role for role in package.roles if not objects(role.get("signers"))]
    for body in objects(roles):
        role = next((holder for holder in holders if body.get("id") == holder["id"]), None)
        if role is None or not objects(body.get("signers")):
            raise invalid("fastTrack.role", f"There is no placeholder {body.get('id')}, or it got no signers.")
        role.update(new_role({**role, "signers": objects(body["signers"])}, call.work, call.tenant))
    call.work.save(package.keep())
    call.record("fast_track.start", package.id)
    send_creation_event(call, package)
    status_changes.change_status(call, package, "SENT")
    return json_response(signing_link(call, package, as_text(holders[0]["id"])))
