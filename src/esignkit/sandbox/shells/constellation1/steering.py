"""The sandbox's own calls of this shell, under `/c1/_sandbox`: what only the vendor's own pages can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.shells.base import Call, Refusal, Routes, json_answer
from esignkit.sandbox.shells.constellation1 import session as sessions

if TYPE_CHECKING:
    from starlette.responses import Response

ROUTES = Routes()


@ROUTES.post("/_sandbox/sessions/{sessionId}/archive", "archive", public=True)
def archive(call: Call) -> Response:
    """Archive a completed session, which no call of the service does."""
    session = call.work.transaction(call.params["sessionId"])
    if session is None or session.provider != call.provider or session.stage is not Stage.COMPLETED:
        raise Refusal(json_answer({"message": "there is no completed session with this id"}, 404))
    session.status = sessions.ARCHIVED
    call.work.event(session, "archived")
    call.work.save(session)
    return json_answer({"id": session.id, "StatusCode": int(session.status)})
