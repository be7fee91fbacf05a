"""The outbox: the mails, newest first, and one mail as text and as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.mails import MailFilter, MailKind, UnknownMail
from esignkit.sandbox.outbox_api import mail_page
from esignkit.sandbox.web.console.layout import Pager, console_page, not_found, services
from esignkit.sandbox.web.routes import PageRoutes

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.domain.mails import StoredMail
    from esignkit.sandbox.emulators.call import Call

_PATH = "/console/outbox"

ROUTES = PageRoutes()


@ROUTES.get(_PATH, "console.outbox")
def show(call: Call, app: SandboxApp) -> Response:
    """Show a page of the mails that are looked for, newest first."""
    filters = {name: call.query(name) for name in ("q", "service", "kind", "tenant")}
    mail_filter = MailFilter(
        kind=filters["kind"], provider=filters["service"], tenant=filters["tenant"], search=filters["q"]
    )
    pager = Pager(call)
    return console_page(
        call,
        app,
        "console_outbox.html",
        at=_PATH,
        filters=filters,
        providers=[emulator.provider for emulator in services(app)],
        kinds=[kind.value for kind in MailKind],
        tenants=[account.tenant for account in call.work.accounts.all()],
        mails=call.work.mails.newest(mail_filter, pager.size, pager.first - 1),
        pager=pager.links(call.work.mails.count(mail_filter)),
    )


@ROUTES.get(_PATH + "/{id}", "console.mail")
def show_mail(call: Call, app: SandboxApp) -> Response:
    """Show one mail."""
    mail = _mail(call)
    transaction = call.work.transaction(mail.transaction_id) if mail.transaction_id else None
    is_there = transaction is not None and not transaction.deleted
    return console_page(call, app, "console_mail.html", at=_PATH, topics=(), mail=mail, is_there=is_there)


@ROUTES.get(_PATH + "/{id}/html", "console.mail_html")
def show_html(call: Call, app: SandboxApp) -> Response:
    """Show the HTML of a mail, for the frame of its page."""
    del app
    return mail_page(_mail(call), call.sandbox_url)


def _mail(call: Call) -> StoredMail:
    try:
        return call.work.mails.get(call.params["id"])
    except UnknownMail as error:
        raise not_found("There is no such mail.") from error
