"""The answer at `/`: what is where, on the sandbox's port and on each service's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.emulators.call import json_response

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esignkit.sandbox.addresses import Addresses
    from esignkit.sandbox.emulators.base import Emulator
    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.json_values import JSONObject


def front_page(call: Call, addresses: Addresses, emulators: Sequence[Emulator]) -> Response:
    """Return the answer at `/`: JSON, or text for a client that names text and not JSON, such as a browser."""
    overview = _overview(call, addresses, emulators)
    if call.service is not None:
        overview = {"service": call.service, **overview}
    accepted = call.headers.get("accept", "")
    if "json" in accepted or "text/" not in accepted:
        return json_response(overview)
    lines = "\n".join(_lines(overview))
    return Response(f"esignkit sandbox\n\n{lines}\n", media_type="text/plain")


def _overview(call: Call, addresses: Addresses, emulators: Sequence[Emulator]) -> JSONObject:
    url = addresses.url(call.base_url)
    services: JSONObject = {
        emulator.provider: {
            "base_url": f"{url}{emulator.mount}{emulator.base}",
            "root_url": addresses.root_url(emulator, call.base_url),
        }
        for emulator in emulators
        if not emulator.on_every_port
    }
    return {"sandbox": url, "control": f"{url}/_sandbox", "services": services}


def _lines(members: JSONObject, indent: str = "") -> list[str]:
    lines: list[str] = []
    for name, value in members.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}:", *_lines(value, f"{indent}  ")]
        else:
            lines.append(f"{indent}{name}: {value}")
    return lines
