"""The outbox over HTTP: `GET /_sandbox/outbox`, and one mail as JSON, as an HTML page and as a message file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.domain.mail_forms import HTML_POLICY, html_of, mail_of, mail_to_json, message_of
from esignkit.sandbox.domain.mails import MailFilter
from esignkit.sandbox.emulators.call import file_response, json_response
from esignkit.sandbox.outbox import known_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esignkit.sandbox.domain.mails import StoredMail
    from esignkit.sandbox.emulators.call import Call

MAX_LISTED = 1_000
_LISTED = 500


def list_mails(call: Call) -> Response:
    """Return the newest mails that fit, oldest first.

    Raises:
        ValueError: There is no such kind, or the limit is none.
    """
    limit = call.query("limit") or str(_LISTED)
    if not (limit.isascii() and limit.isdigit() and 0 < int(limit[:9]) <= MAX_LISTED):
        raise ValueError(f"limit is a number from 1 to {MAX_LISTED}, not {limit!r}")
    mail_filter = MailFilter(
        call.query("to"),
        call.query("transaction"),
        known_kind(call.query("kind")),
        call.query("provider"),
        call.query("tenant"),
        call.query("search"),
    )
    mails = call.work.mails.newest(mail_filter, int(limit))
    return json_response([mail_to_json(mail_of(mail, call.sandbox_url)) for mail in reversed(mails)])


def get_mail(call: Call) -> Response:
    """Return one mail."""
    return json_response(mail_to_json(mail_of(_mail(call), call.sandbox_url)))


def get_html(call: Call) -> Response:
    """Return the HTML of a mail as a page that can do nothing but open its links."""
    return mail_page(_mail(call), call.sandbox_url)


def get_message(call: Call) -> Response:
    """Return a mail as a message file."""
    mail = _mail(call)
    return file_response(message_of(mail, call.sandbox_url, call.work.blob), "message/rfc822", f"{mail.kind}.eml")


def mail_page(mail: StoredMail, base_url: str) -> Response:
    """Return the HTML of a mail as a page of its own, for a frame."""
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": HTML_POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }
    return Response(html_of(mail.letter, base_url), headers=headers)


def _mail(call: Call) -> StoredMail:
    return call.work.mails.get(call.params["id"])


ROUTES: Sequence[tuple[str, str, str, Callable[[Call], Response]]] = (
    ("GET", "/outbox/{id}", "outbox.get", get_mail),
    ("GET", "/outbox/{id}/html", "outbox.html", get_html),
    ("GET", "/outbox/{id}/eml", "outbox.message", get_message),
)
"""Method, template, operation and handler of the operations on one mail, below `/_sandbox`."""
