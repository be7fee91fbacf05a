"""The outbox: the mails that the services have sent, and waiting for one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

import anyio.to_thread

from esignkit.names import with_near_arguments
from esignkit.sandbox.domain.mail_forms import Mail, mail_of, message_of
from esignkit.sandbox.domain.mails import MailFilter, MailKind

if TYPE_CHECKING:
    from esignkit.sandbox.app import SandboxApp

_LISTED = 20


class MailTimeout(TimeoutError):
    """The mail that was waited for did not come; the text lists the mails that there are."""


@with_near_arguments
class Outbox:
    """The mails that the services of a running sandbox have sent: none of them has left this machine.

    Example:
        invitation = sandbox.outbox.wait_for_mail(to="ada@example.com", kind="invitation")
        print(invitation.subject, invitation.links[0])

    Source: not a provider's call
    """

    def __init__(self, app: SandboxApp, base_url: str, tenant: str | None = None) -> None:
        self._app = app
        self._base_url = base_url
        self._tenant = tenant

    def of(self, tenant: str) -> Outbox:
        """Return the outbox of one tenant.

        Args:
            tenant: The tenant, e.g. that of `sandbox.create_account()`.
        """
        return Outbox(self._app, self._base_url, tenant)

    def mails(
        self,
        *,
        to: str | None = None,
        transaction_id: str | None = None,
        kind: str | None = None,
        provider: str | None = None,
        search: str | None = None,
        after: Mail | None = None,
    ) -> list[Mail]:
        """Return mails, oldest first.

        Args:
            to: Only those to this e-mail address, in any case.
            transaction_id: Only those about this package, signature request or session.
            kind: Only those of a kind, e.g. `invitation` or `MailKind.REMINDER`.
            provider: Only those of this service, e.g. `ignisign`.
            search: Only those that have all these words in recipient, subject or text, in any case.
            after: Only those that came after this one.

        Raises:
            ValueError: There is no such service or kind.
            TypeError: `after` is no mail, or another is no text.
        """
        texts = {"to": to, "transaction_id": transaction_id, "kind": kind, "provider": provider, "search": search}
        _check_types(texts, after)
        self._app.names.check_provider(provider)
        mail_filter = MailFilter(
            to, transaction_id, known_kind(kind), provider, self._tenant, search, after.sequence if after else 0
        )
        stored = self._app.run(lambda work: work.mails.newest(mail_filter))
        return [mail_of(one, self._base_url) for one in reversed(stored)]

    def get(self, mail_id: str) -> Mail:
        """Return one mail.

        Args:
            mail_id: The mail's id.

        Raises:
            UnknownMail: There is none.
        """
        stored = self._app.run(lambda work: work.mails.get(mail_id, self._tenant))
        return mail_of(stored, self._base_url)

    def message(self, mail_id: str) -> bytes:
        """Return a mail as a message file (`.eml`), with text, HTML and attachments.

        Args:
            mail_id: The mail's id.

        Raises:
            UnknownMail: There is none.
        """
        return self._app.run(lambda work: message_of(work.mails.get(mail_id, self._tenant), self._base_url, work.blob))

    def wait_for_mail(
        self,
        *,
        to: str | None = None,
        transaction_id: str | None = None,
        kind: str | None = None,
        provider: str | None = None,
        search: str | None = None,
        after: Mail | None = None,
        timeout: float = 10.0,
    ) -> Mail:
        """Return the first mail that fits, as soon as there is one.

        Args:
            to: Its e-mail address, in any case.
            transaction_id: The package, signature request or session that it is about.
            kind: Its kind, e.g. `invitation` or `MailKind.REMINDER`.
            provider: The service that sends it, e.g. `ignisign`.
            search: Words in recipient, subject or text, in any case.
            after: A mail that came before it, e.g. the one that was waited for last.
            timeout: How long to wait, in seconds of real time.

        Raises:
            MailTimeout: None came in time; the text lists the mails that there are.
            ValueError: There is no such service or kind.
            TypeError: `after` is no mail, or another is no text.
        """
        deadline = time.monotonic() + timeout
        find = partial(
            self.mails,
            to=to,
            transaction_id=transaction_id,
            kind=kind,
            provider=provider,
            search=search,
            after=after,
        )
        while True:
            seen = self._app.arrivals.count
            if mails := find():
                return mails[0]
            if not self._app.arrivals.wait(seen, deadline - time.monotonic()):
                filters = {
                    "to": to,
                    "transaction_id": transaction_id,
                    "kind": kind,
                    "provider": provider,
                    "search": search,
                    "after": after.subject if after else None,
                }
                raise MailTimeout(_nothing_came(filters, timeout, self.mails()))

    async def async_wait_for_mail(
        self,
        *,
        to: str | None = None,
        transaction_id: str | None = None,
        kind: str | None = None,
        provider: str | None = None,
        search: str | None = None,
        after: Mail | None = None,
        timeout: float = 10.0,  # noqa: ASYNC109  # the same as for the blocking twin
    ) -> Mail:
        """Return the first mail that fits, as soon as there is one; the event loop goes on meanwhile.

        Args:
            to: Its e-mail address, in any case.
            transaction_id: The package, signature request or session that it is about.
            kind: Its kind, e.g. `invitation` or `MailKind.REMINDER`.
            provider: The service that sends it, e.g. `ignisign`.
            search: Words in recipient, subject or text, in any case.
            after: A mail that came before it, e.g. the one that was waited for last.
            timeout: How long to wait, in seconds of real time.

        Raises:
            MailTimeout: None came in time; the text lists the mails that there are.
            ValueError: There is no such service or kind.
            TypeError: `after` is no mail, or another is no text.
        """
        wait = partial(
            self.wait_for_mail,
            to=to,
            transaction_id=transaction_id,
            kind=kind,
            provider=provider,
            search=search,
            after=after,
            timeout=timeout,
        )
        return await anyio.to_thread.run_sync(wait, abandon_on_cancel=True)

    def __iter__(self) -> Iterator[Mail]:
        return iter(self.mails())

    def __len__(self) -> int:
        return len(self.mails())

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<outbox: {'; '.join(map(_line, self.mails())) or 'no mails'}>"


def _check_types(texts: Mapping[str, object], after: object) -> None:
    """Refuse what is compared with nothing: it would find nothing, and not say why.

    Raises:
        TypeError: A value is of another type than mails are looked for by.
    """
    for name, value in texts.items():
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} takes one text, not {type(value).__name__}")
    if after is not None and not isinstance(after, Mail):
        raise TypeError(f"after takes a mail of this outbox, not {type(after).__name__}")


def known_kind(kind: str | None) -> MailKind | None:
    """Return a kind of mail by its name.

    Raises:
        ValueError: There is no such kind.
    """
    if kind is None:
        return None
    if kind not in list(MailKind):
        raise ValueError(f"there are no mails of the kind {kind!r}; the kinds are {', '.join(MailKind)}")
    return MailKind(kind)


def _nothing_came(filters: dict[str, str | None], timeout: float, mails: list[Mail]) -> str:
    conditions = ", ".join(f"{name}={str(value)!r}" for name, value in filters.items() if value is not None)
    lines = [f"no mail came within {timeout:g} s{f' with {conditions}' if conditions else ''}; "]
    if not mails:
        return lines[0] + "there are no mails at all"
    shown = mails[-_LISTED:]
    more = f", of which these are the last {_LISTED}" if len(shown) < len(mails) else ""
    lines[0] += f"there {'is one mail' if len(mails) == 1 else f'are {len(mails)} mails'}{more}:"
    return "\n".join([*lines, *(f"  {_line(mail)}" for mail in shown)])


def _line(mail: Mail) -> str:
    return f"{mail.kind} of {mail.provider} to {mail.to}: {mail.subject}"
