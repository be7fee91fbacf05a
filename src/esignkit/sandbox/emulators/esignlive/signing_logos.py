"""The logos of an account's signing pages: one for each language."""

from __future__ import annotations

import base64
import binascii
import re

from starlette.responses import Response

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER
from esignkit.sandbox.emulators.esignlive.errors import invalid
from esignkit.sandbox.emulators.esignlive.responses import done
from esignkit.sandbox.json_values import JSON, JSONObject, as_list, as_object, as_text, objects

ROUTES = Routes()

_PATH = "/api/account/admin/signingLogos"
_IMAGE = re.compile(r"data:image/(?:jpeg|jpg|png|gif|bmp|svg|svg\+xml);base64,(.*)", re.DOTALL)
_LARGEST = 1 << 20


@ROUTES.get(_PATH, "account.signing_logos.get")
def get_logos(call: Call) -> Response:
    """`GET /account/admin/signingLogos`."""
    return json_response(_kept(call))


@ROUTES.post(_PATH, "account.signing_logos.set")
def set_logos(call: Call) -> Response:
    """`POST /account/admin/signingLogos`: a list adds and replaces by language, `{}` removes all."""
    body = call.json()
    if body == {}:
        logos: list[JSONObject] = []
    elif isinstance(body, list) and body:
        new_logos = {as_text(logo["language"]): logo for logo in map(_logo, as_list(body))}
        logos = [*(logo for logo in _kept(call) if logo["language"] not in new_logos), *new_logos.values()]
    else:
        raise _refused("a list of logos or an empty object is needed")
    call.work.put_record(PROVIDER, "signingLogos", call.account.tenant, {"all": logos}, call.account.tenant)
    call.record(call.operation)
    return done(call)


def _kept(call: Call) -> list[JSONObject]:
    return objects(as_object(call.work.record(PROVIDER, "signingLogos", call.account.tenant)).get("all"))


def _logo(value: JSON) -> JSONObject:
    """Return a logo, checked.

    Raises:
        ErrorResponse: It has no language, or an image that is none of the service's kinds or too large.
    """
    body = as_object(value)
    language, image = as_text(body.get("language")), _IMAGE.fullmatch(as_text(body.get("image")))
    if not language or image is None:
        raise _refused("a logo has a language and an image, a data URI of a jpeg, png, gif, bmp or svg file")
    try:
        content = base64.b64decode(image[1], validate=True)
    except binascii.Error:
        raise _refused("the image is not base64") from None
    if len(content) > _LARGEST:
        raise _refused("the image has more than 1 MB")
    return {"language": language, "image": image[0]}


def _refused(reason: str) -> Exception:
    return invalid("signingLogos.invalid", f"The logos cannot be set: {reason}.")
