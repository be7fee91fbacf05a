"""The style sheet, the script and whatever else pages load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.emulators.call import ErrorResponse
from esignkit.sandbox.web.rendering import SECURITY_HEADERS, STATIC_FOLDER, STATIC_PATH, digest, page
from esignkit.sandbox.web.routes import PageRoutes

if TYPE_CHECKING:
    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.emulators.call import Call

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_FOREVER = "public, max-age=31536000, immutable"

ROUTES = PageRoutes()


@ROUTES.get(STATIC_PATH + "/{name}", "static.get")
def get_file(call: Call, app: SandboxApp) -> Response:
    """Return a file; under the address that pages have it never changes."""
    del app
    files = {file.name: file for file in STATIC_FOLDER.iterdir() if file.suffix in _TYPES}
    file = files.get(call.params["name"])
    if file is None:
        raise ErrorResponse(page("error.html", status=404, title="Not found", message="There is no such file."))
    caching = _FOREVER if call.query("v") == digest(file.name) else "no-cache"
    headers = {**SECURITY_HEADERS, "content-type": _TYPES[file.suffix], "cache-control": caching}
    return Response(file.read_bytes(), headers=headers)
