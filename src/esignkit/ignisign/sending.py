"""Sending in one call: signers, request, documents, content, update, publish, each once."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import date

from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.flow import Flow, Steps
from esignkit.core.going_on import RESUME
from esignkit.core.late_attrs import fields_of
from esignkit.core.operation import Json, Operation
from esignkit.core.serialization import Writer
from esignkit.core.suggestions import with_suggestions
from esignkit.core.text import kind_of
from esignkit.core.value_objects import Shown, Value, define, frozen
from esignkit.errors import DecodeError, ESignError
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.enums import DocumentStatus
from esignkit.ignisign.errors import SendInterruptedError
from esignkit.ignisign.models.documents import Document
from esignkit.ignisign.models.signers import SignerCreated
from esignkit.ignisign.operation import PROVIDER
from esignkit.ignisign.send_results import SendProgress
from esignkit.ignisign.signers import Signers
from esignkit.ignisign.wire_format import FORMAT
from esignkit.types import JSON, UNSET, CallOptions, FileInput, Maybe

__all__ = [
    "NewDocument",
    "NewSigner",
    "SendState",
    "check_contents",
    "create_signer",
    "fill",
    "has_content",
    "known_or_new",
    "write_json",
]


DOCUMENTS: Documents[Plan] = Documents(PLANNER)
_SIGNERS: Signers[Plan] = Signers(PLANNER)


def _check_writable(item: NewSigner | NewDocument, *files: str) -> None:
    """Refuse now what could not be sent later: a file where none belongs, a value that has no JSON form."""
    members = {one.name: getattr(item, one.name) for one in fields_of(type(item)) if one.name not in files}
    Writer(FORMAT).write(members, type(item).__name__)


@with_suggestions
@frozen(eq=False, repr=False, kw_only=True)
class NewSigner(Value):
    """A signer to create while sending."""

    first_name: str | None = None
    """First name of the signer."""
    last_name: str | None = None
    """Last name of the signer."""
    email: str | None = None
    """E-mail address that the invitation goes to."""
    phone_number: str | None = None
    """Phone number, as in `+33612345678`."""
    external_id: str | None = None
    """Your own reference of the signer."""
    nationality: str | None = None
    """Country of nationality, two capital letters (ISO 3166-1)."""
    birth_date: date | str | None = None
    """Day of birth, a `date` or `YYYY-MM-DD`."""
    birth_place: str | None = None
    """Place of birth."""
    birth_country: str | None = None
    """Country of birth, two capital letters (ISO 3166-1)."""
    is_recurrent: bool | None = None
    """Whether the signer will sign again; a recurrent signer cannot become a one-off one."""

    def __attrs_post_init__(self) -> None:
        _check_writable(self)


@with_suggestions
@frozen(eq=False, repr=False, kw_only=True)
class NewDocument(Value):
    """A document to create while sending: a file, a file that stays with you, or JSON."""

    file: FileInput | None = None
    """A path, bytes, a file opened in binary mode, or `(name, content[, content type])`."""
    private: bool = False
    """Whether the service gets the hash of the file only; it then needs a label."""
    json_content: Maybe[JSON] = UNSET
    """Any JSON value, in place of a file."""
    label: str | None = None
    """Name shown to people."""
    description: str | None = None
    """Longer description shown to people."""
    external_id: str | None = None
    """Your own reference of the document."""

    def __attrs_post_init__(self) -> None:
        if (self.file is None) is (self.json_content is UNSET):
            msg = "a new document is made of a file or of JSON: give file= or json_content="
            raise ValueError(msg)
        if self.private and (self.file is None or not self.label):
            msg = "a private document is made of a file and needs a label, for the service cannot show the file"
            raise ValueError(msg)
        _check_writable(self, "file")


@define(eq=False, repr=False)
class SendState(Shown):
    """The progress of a send, and the error when a step fails."""

    progress: SendProgress

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Carry out a step. When it fails, raise an error with the progress."""
        try:
            yield
        except Exception as error:
            progress = self.progress
            request = f"request {progress.signature_request_id}" if progress.signature_request_id else "no request"
            msg = (
                f"Ignisign signature_requests.send stopped at {name}: {_reason(error)} — so far: "
                f"signers {len(progress.signers)}, {request}, documents {len(progress.document_ids)}, "
                f"{progress.filled} of them with content, {'' if progress.updated else 'not '}filled in. "
                f"{RESUME}."
            )
            raise SendInterruptedError(msg, progress=progress, step=name, cause=error) from error


def _reason(error: Exception) -> str:
    """Return what stopped a send, without the name of the call that the step says already."""
    text = str(error) or type(error).__name__
    return text.removeprefix(f"Ignisign {error.operation}: ") if isinstance(error, ESignError) else text


def write_json(flow: Flow[object]) -> None:
    """Write the body of a call that is made later, to see now that it can be.

    Raises:
        TypeError: A file stands where none belongs.
        ValueError: A value has no JSON form.
    """
    if isinstance(flow, Operation) and isinstance(flow.body, Json):
        Writer(FORMAT, {"appId": "", "appEnv": ""}).write(flow.body.value)  # those are the client's


def known_or_new(signer: object) -> str | NewSigner:
    """Return a signer to create, or the id of one that exists.

    Raises:
        TypeError: It is something else.
        ValueError: It is an e-mail address, which is no id.
    """
    if isinstance(signer, NewSigner):
        return signer
    if not isinstance(signer, str):
        msg = (
            f"signers holds {kind_of(signer)}: give NewSigner(first_name=…, last_name=…, email=…), "
            "or the id of a signer that exists (its signer_id)"
        )
        raise TypeError(msg)
    if "@" in signer:
        msg = f"{signer!r} is no id of a signer: write NewSigner(first_name=…, last_name=…, email={signer!r})"
        raise ValueError(msg)
    return signer


def check_contents(documents: Sequence[NewDocument], signers: Sequence[str | NewSigner]) -> None:
    """Refuse what cannot be published: a request without documents or without signers.

    Raises:
        ValueError: The text says what is missing, and how to send it anyway.
    """
    missing = [name for name, items in (("documents", documents), ("signers", signers)) if not items]
    if missing:
        msg = f"Ignisign publishes no request without {' and '.join(missing)} (check=False sends it anyway)"
        raise ValueError(msg)


def create_signer(signer: NewSigner | str, profile_id: str, options: CallOptions | None) -> Steps[SignerCreated]:
    """Create a signer; one that exists is taken as it is."""
    if isinstance(signer, str):
        return SignerCreated(signer_id=signer)
    created = yield from _SIGNERS.create(
        profile_id,
        external_id=signer.external_id,
        first_name=signer.first_name,
        last_name=signer.last_name,
        email=signer.email,
        phone_number=signer.phone_number,
        nationality=signer.nationality,
        birth_date=signer.birth_date,
        birth_place=signer.birth_place,
        birth_country=signer.birth_country,
        is_recurrent=signer.is_recurrent,
        options=options,
    )
    if not getattr(created, "signer_id", None):
        msg = "Ignisign signers.create: the response has no signerId"
        raise DecodeError(msg, operation="signers.create", provider=PROVIDER)
    return created


def fill(document_id: str, document: NewDocument, options: CallOptions | None) -> Steps[Document]:
    """Give a document its content."""
    if document.file is None:
        content = None if document.json_content is UNSET else document.json_content
        return (yield from DOCUMENTS.set_json_content(document_id, content, options=options))
    if document.private:
        return (yield from DOCUMENTS.set_private_hash_of_file(document_id, document.file, options=options))
    return (yield from DOCUMENTS.upload(document_id, document.file, options=options))


def has_content(document_id: str, options: CallOptions | None) -> Steps[bool]:
    """Find out whether a document was given its content by a call whose response was lost."""
    document = yield from DOCUMENTS.get(document_id, options=options)
    status: DocumentStatus | None = getattr(document, "status", None)
    return status == DocumentStatus.PROVIDED
