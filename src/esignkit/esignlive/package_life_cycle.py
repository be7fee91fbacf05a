"""Life cycle of a package: send, complete, archive, trash, restore, delete."""

from __future__ import annotations

from esignkit.core.endpoint import Mode, Resource, endpoint
from esignkit.core.flow import Response, Steps
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.response_readers import key, nothing, read
from esignkit.errors import DeadlineExceededError
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.enums import PackageStatus, SigningStatus
from esignkit.esignlive.errors import PackageEndedError
from esignkit.esignlive.models.package import Message, Package, SigningUrl
from esignkit.esignlive.operation import PROVIDER, Operation
from esignkit.types import JSON, CallOptions

__all__ = ["IF_MOVED", "PackageLifeCycle"]

_PACKAGE = Entity("/packages/{packageId}", Package)
IF_MOVED = Reconcile(
    "packages.get(package_id).status tells where it stands", ask="esignkit.esignlive.reconciliation:moved"
)
_FAILED = frozenset({PackageStatus.DECLINED, PackageStatus.OPTED_OUT, PackageStatus.EXPIRED})
_SIGNED = frozenset({SigningStatus.SIGNING_COMPLETED, SigningStatus.COMPLETED, SigningStatus.ARCHIVED})
_UNSIGNABLE = frozenset(
    {
        SigningStatus.DECLINED,
        SigningStatus.OPTED_OUT,
        SigningStatus.EXPIRED,
        SigningStatus.CANCELED,
        SigningStatus.DELETED,
    }
)
_DONE = frozenset({PackageStatus.COMPLETED, PackageStatus.ARCHIVED})
LONGEST_PAUSE = 60.0
_NEVER_SENT = "; it was never sent: packages.send(…)"
_LONGEST_REASON = 200


class PackageLifeCycle(Resource[Mode]):
    """The part of `client.packages` that moves a package along."""

    @endpoint
    def send(self, package_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Send a draft: its signers are invited.

        A package needs a signer, a document beside the consent, and a signature; the service says what is missing.
        When the response is lost, the package may have been sent: `get` tells.

        Args:
            package_id: The package.

        Raises:
            ValidationError: Something is missing, or the package is no draft.
            OutcomeUnknownError: It may have been sent; nothing was sent twice.

        HTTP: `POST /packages/{packageId}`
        Source: OneSpan's documentation on changing the status; OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _status("packages.send", "POST", package_id, PackageStatus.SENT, options)

    @endpoint
    def complete(self, package_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Complete a package by hand, once everybody has signed; needed where `autocomplete` is off.

        Args:
            package_id: The package.

        Raises:
            ValidationError: Somebody has yet to sign.
            OutcomeUnknownError: It may have been completed: `get` tells.

        HTTP: `POST /packages/{packageId}`
        Source: OneSpan's documentation on changing the status; OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _status("packages.complete", "POST", package_id, PackageStatus.COMPLETED, options)

    @endpoint
    def archive(self, package_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Archive a package that has ended.

        Args:
            package_id: The package.

        Raises:
            ValidationError: The package has not ended.
            OutcomeUnknownError: It may have been archived: `get` tells.

        HTTP: `POST /packages/{packageId}`
        Source: OneSpan's documentation on changing the status; OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _status("packages.archive", "POST", package_id, PackageStatus.ARCHIVED, options)

    @endpoint
    def revert_to_draft(self, package_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Take a package that was sent back to draft, to change it.

        Args:
            package_id: The package.

        Raises:
            ValidationError: The package cannot go back.
            OutcomeUnknownError: It may have gone back: `get` tells.

        HTTP: `PUT /packages/{packageId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.post`.
        """
        return _status("packages.revert_to_draft", "PUT", package_id, PackageStatus.DRAFT, options)

    @endpoint
    def trash(self, package_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Put a package into the bin; its status stays as it is.

        Args:
            package_id: The package.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `POST /packages/{packageId}`
        Source: OneSpan's documentation on changing the status; OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _change("packages.trash", "POST", package_id, {"trashed": True}, options)

    @endpoint
    def restore(self, package_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Take a package out of the bin.

        Args:
            package_id: The package.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `POST /packages/{packageId}`
        Source: OneSpan's documentation on changing the status; OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _change("packages.restore", "POST", package_id, {"trashed": False}, options)

    @endpoint
    def delete(self, package_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Delete a package or template for good; the bin is `trash`.

        When a response is lost and a second try finds nothing, the first one did it: that is success.

        Args:
            package_id: The package or template.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `DELETE /packages/{packageId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.delete`.
        """
        return _PACKAGE.delete("packages.delete", {"packageId": package_id}, options)

    @endpoint
    def signing_url(
        self, package_id: str, role_id: str, *, options: CallOptions | None = None
    ) -> Operation[SigningUrl]:
        """Retrieve the address where one role signs. It does not expire, and whoever has it can open it.

        Args:
            package_id: A package that was sent.
            role_id: The role.

        Returns:
            The address, in `url`.

        Raises:
            NotFoundError: There is no such package or role.
            ApiError: The package is a draft, or the service refused for another reason.

        HTTP: `GET /packages/{packageId}/roles/{roleId}/signingUrl`
        Source: OneSpan Sign's OpenAPI 11.51, `api.package._packageId.roles._roleId.signingUrl.get`.
        """
        return Operation(
            "packages.signing_url",
            "GET",
            "/packages/{packageId}/roles/{roleId}/signingUrl",
            read(SigningUrl),
            {"packageId": package_id, "roleId": role_id},
            hide=("url",),
            options=options,
        )

    @endpoint
    def wait_until_complete(
        self, package_id: str, *, timeout: float = 600.0, interval: float = 5.0, options: CallOptions | None = None
    ) -> Steps[Package]:
        """Ask for a package again and again until it is complete. The service would rather call you back.

        A draft is waited for as well: somebody else may send it. The error says so when the time is up.

        Args:
            package_id: Id of a package.
            timeout: Seconds to wait in all; a look under way is given up then. 0 looks once.
            interval: Seconds between the first two looks; each pause is a quarter longer, up to a minute.
            options: Options of each look.

        Returns:
            The package, completed or archived.

        Raises:
            PackageEndedError: It was declined, opted out of, has expired, or is in the trash.
            DeadlineExceededError: The time is up; the text says what was seen last. The package goes on waiting.

        HTTP: `GET /packages/{packageId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.get`.
        """
        from esignkit.core.polling import poll  # only waiting needs it

        name = "packages.wait_until_complete"
        get = _PACKAGE.get("packages.get", {"packageId": package_id}, options)

        def is_done(package: Package) -> bool:
            status: PackageStatus | None = getattr(package, "status", None)
            if status in _DONE:
                return True
            if status in _FAILED or package.trashed:
                final_status = PackageStatus.TRASHED if package.trashed else status
                msg = f"package {package_id} ended as {final_status} and can no longer be completed{_reason(package)}"
                raise PackageEndedError(msg, package_id=package_id, package_status=str(final_status))
            return False

        def timeout_error(package: Package) -> DeadlineExceededError:
            status: PackageStatus | None = getattr(package, "status", None)
            msg = f"eSignLive {name}: {package_id} is still {status} after {timeout:g} s"
            if status == PackageStatus.DRAFT:
                msg += _NEVER_SENT
            elif package.autocomplete is False:
                msg += "; it has no autocomplete, so after the last signature it waits for packages.complete(…)"
            else:
                msg += "; it stays open, look again later or give a longer timeout"
            return DeadlineExceededError.after_looking(msg, operation=name, provider=PROVIDER)

        return (
            yield from poll(
                get, is_done, timeout_error, name=name, timeout=timeout, interval=interval, max_interval=LONGEST_PAUSE
            )
        )

    @endpoint
    def wait_until_signed(
        self,
        package_id: str,
        *,
        signer: str | None = None,
        document: str | None = None,
        timeout: float = 600.0,
        interval: float = 5.0,
        options: CallOptions | None = None,
    ) -> Steps[SigningStatus]:
        """Ask again and again how far signing is, until a package, a signer or a document is done.

        A draft is waited for as well: somebody else may send it. The error says so when the time is up.

        Args:
            package_id: Id of a package.
            signer: Id of a signer; wait for this one alone.
            document: Id of a document; wait for this one alone.
            timeout: Seconds to wait in all; a look under way is given up then. 0 looks once.
            interval: Seconds between the first two looks; each pause is a quarter longer, up to a minute.
            options: Options of each look.

        Returns:
            The status: `SIGNING_COMPLETED`, or `COMPLETED` or `ARCHIVED` where the whole package is done.

        Raises:
            PackageEndedError: The package was declined, opted out of, has expired, or was cancelled or deleted.
            DeadlineExceededError: The time is up; the text says what was seen last. The package goes on waiting.

        HTTP: `GET /packages/{packageId}/signingStatus`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.signingStatus.get`.
        """
        from esignkit.core.polling import poll  # as above

        get = signing_status(package_id, signer, document, options)
        name = "packages.wait_until_signed"

        def is_done(status: SigningStatus) -> bool:
            if status in _UNSIGNABLE:
                msg = f"package {package_id} ended as {status} and can no longer be signed"
                raise PackageEndedError(msg, package_id=package_id, package_status=str(status), operation=name)
            return status in _SIGNED

        def timeout_error(status: SigningStatus) -> DeadlineExceededError:
            msg = f"package {package_id} is still {status} after {timeout:g} s"
            msg += _NEVER_SENT if status == SigningStatus.DRAFT else "; it stays open, look again later"
            return DeadlineExceededError.after_looking(msg, operation=name, provider=PROVIDER)

        return (
            yield from poll(
                get, is_done, timeout_error, name=name, timeout=timeout, interval=interval, max_interval=LONGEST_PAUSE
            )
        )


def _reason(package: Package) -> str:
    """Return why a signer ended a package, which is its last message, as one line."""
    messages: list[Message] = getattr(package, "messages", None) or []
    texts = [message.content for message in messages if getattr(message, "content", None)]
    if getattr(package, "status", None) not in (PackageStatus.DECLINED, PackageStatus.OPTED_OUT) or not texts:
        return ""
    return ": " + "".join(c if c.isprintable() else " " for c in texts[-1][:_LONGEST_REASON].strip())


def signing_status(
    package_id: str, signer: str | None, document: str | None, options: CallOptions | None
) -> Operation[SigningStatus]:
    """Return the call that asks how far signing is.

    Raises:
        ValueError: The signer or the document is an empty text.
    """
    for name, value in (("signer", signer), ("document", document)):
        if value == "":
            msg = f"{name}= is empty, which would ask for the whole package; give its id, or None for the whole"
            raise ValueError(msg)
    return Operation(
        "packages.signing_status",
        "GET",
        "/packages/{packageId}/signingStatus",
        read_signing_status,
        {"packageId": package_id},
        {"signer": signer, "document": document},
        options=options,
    )


_status_text = key("status")


def read_signing_status(response: Response) -> SigningStatus:
    """Read `{"status": …}`."""
    return SigningStatus(_status_text(response))


def _status(
    name: str, method: str, package_id: str, status: PackageStatus, options: CallOptions | None
) -> Operation[None]:
    return _change(name, method, package_id, {"status": status.value}, options, IF_MOVED)


def _change(
    name: str,
    method: str,
    package_id: str,
    change: dict[str, JSON],
    options: CallOptions | None,
    if_lost: Reconcile | None = None,
) -> Operation[None]:
    return Operation(
        name,
        method,
        _PACKAGE.path,
        nothing,
        {"packageId": package_id},
        body=Json(change),
        repeat=Repeat.IDEMPOTENT if if_lost is None else Repeat.NEVER,
        if_lost=if_lost,
        options=options,
    )
