"""One request as a handler sees it, the responses that handlers give, and the errors among them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, TypeVar, cast
from urllib.parse import quote

from attrs import define, field
from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response

from esignkit.sandbox.domain.model import Transaction
from esignkit.sandbox.emulators.multipart import MalformedBody, Part, read_parts
from esignkit.sandbox.json_values import JSON, JSONObject, as_object

if TYPE_CHECKING:
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

_T = TypeVar("_T")

_MOST_DIGITS = 9
_encode = json.JSONEncoder(separators=(",", ":")).encode


class ErrorResponse(Exception):
    """An error response of the service; what the handler did is rolled back.

    Args:
        response: The service's own error response, e.g. `json_response({"code": 404}, 404)`.
    """

    def __init__(self, response: Response) -> None:
        super().__init__(f"refused with status {response.status_code}")
        self.response = response


class Doubtful(str):
    """What a service may not take, for all that is known of it: a warning, even where the service is strict."""

    __slots__ = ()


class NotTaken(ValueError):
    """A strict service refuses what it would otherwise only warn of.

    Args:
        problems: A sentence for each thing that the service would not take.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems: tuple[str, ...] = problems


@define
class Call:
    """One request, as a handler sees it."""

    method: str
    base_url: str
    """Scheme, host and port under which the client reached the sandbox."""
    headers: Headers = field(repr=False)
    query_string: bytes = b""
    body: bytes = field(default=b"", repr=False)
    params: dict[str, str] = field(factory=dict[str, str])
    """Path parameters of the route's template, decoded."""
    operation: str = ""
    """Name of the route's operation."""
    template: str = ""
    """The route's path template, without the service's prefix."""
    provider: str = ""
    service: str | None = None
    """The service on whose own port the request came; None for the port of all."""
    root_url: str = ""
    """Address below which the service's paths begin, as the client reached it."""
    sandbox_url: str = ""
    """Address of the port of all, under the name by which the client reached any of them."""
    too_large: bool = False
    """Whether the body was larger than `max_body`; then it is not here."""
    max_body: int = 0
    """Bytes of the largest body that the operation takes."""
    warnings: list[str] = field(factory=list[str])
    """What of it the service would certainly not take, or may not take, for the request log."""
    drawn: list[bytes | str] = field(factory=list[bytes | str], repr=False)
    """What was drawn by chance for it: where it is answered a second time, the same again."""
    is_strict: Callable[[], bool] = field(default=lambda: False, repr=False)
    """Returns whether such a thing is refused; the application sets it."""
    _work: UnitOfWork | None = field(default=None, repr=False, alias="work")
    _account: Account | None = field(default=None, repr=False, alias="account")
    _known: dict[str, object] = field(factory=dict[str, object], init=False, repr=False)

    @property
    def work(self) -> UnitOfWork:
        """The store transaction in which the handler runs; committed when it returns, rolled back when it raises."""
        if self._work is None:
            raise RuntimeError("a call has its work only while its handler runs")
        return self._work

    @property
    def account(self) -> Account:
        """The account that the request's credentials belong to; public routes have none."""
        if self._account is None:
            raise RuntimeError(f"{self.operation} is a public route and knows no account")
        return self._account

    @property
    def tenant(self) -> str:
        """The account's tenant; empty while nobody is identified."""
        return self._account.tenant if self._account else ""

    def begin(self, work: UnitOfWork) -> None:
        """Set the work; the application does this, again where a call is answered a second time."""
        self._work = work
        self._known.clear()
        self.warnings.clear()

    def once(self, name: str, find: Callable[[], _T]) -> _T:
        """Return what a function finds, which is asked once in this call.

        Args:
            name: What it finds; each function has a name of its own.
            find: The function.
        """
        if name not in self._known:
            self._known[name] = find()
        return cast("_T", self._known[name])

    def identify(self, account: Account) -> None:
        """Set the account; the application does this with what `Emulator.authenticate` returns."""
        self._account = account

    def warn(self, *problems: str) -> None:
        """Note what the service would certainly not take, each as a sentence without a full stop; or may not take.

        Raises:
            NotTaken: The service is strict with this account, and not all of it is `Doubtful`.
        """
        self.warnings.extend(map(str, problems))
        certain = [problem for problem in problems if not isinstance(problem, Doubtful)]
        if certain and self.is_strict():
            raise NotTaken(*certain)

    def query(self, name: str) -> str | None:
        """Return a query parameter; None when absent or empty."""
        values = QueryParams(self.query_string).getlist(name)
        return values[0] or None if values else None

    def number(self, name: str) -> int | None:
        """Return a path parameter that is a number of at most nine digits; None for anything else."""
        text = self.params[name]
        return int(text) if len(text) <= _MOST_DIGITS and text.isascii() and text.isdecimal() else None

    def query_items(self) -> list[tuple[str, str]]:
        """Return all query parameters in order."""
        return QueryParams(self.query_string).multi_items()

    def json(self) -> JSON:
        """Return the JSON body, whatever the content type says; None for an empty body. It is read once.

        Raises:
            MalformedBody: The body is not JSON.
        """
        return self.once("json", lambda: read_json(self.body))

    def json_object(self) -> JSONObject:
        """Return the JSON object in the body; an empty body is an empty object.

        Raises:
            MalformedBody: The body is no JSON object.
        """
        value = self.json()
        if value is not None and not isinstance(value, dict):
            raise MalformedBody("a JSON object is needed here")
        return as_object(value)

    @property
    def is_multipart(self) -> bool:
        """Whether the body claims to be multipart."""
        return self.once("multipart", lambda: self.headers.get("content-type", "").lower().startswith("multipart/"))

    def parts(self) -> list[Part]:
        """Return the parts of a multipart body in the order sent.

        Raises:
            MalformedBody: The body is not multipart or breaks off.
        """
        return read_parts(self.headers.get("content-type", ""), self.body)

    def record(self, operation: str, transaction_id: str = "") -> None:
        """Record an operation in the ledger: call it once for everything that changed something.

        Args:
            operation: What was executed, e.g. `packages.create`.
            transaction_id: The service's id of the transaction concerned, if any.
        """
        self.work.record_effect(self.provider, self.account.tenant, operation, transaction_id)

    def new_transaction(self, transaction_id: str, status: str, title: str = "") -> Transaction:
        """Return a new transaction of this account, not yet saved."""
        now = self.work.now
        return Transaction(transaction_id, self.provider, self.account.tenant, status, now, now, title)

    def transaction(self, transaction_id: str) -> Transaction | None:
        """Return a transaction of this service and account; None when it is unknown, deleted, or of another account."""
        transaction = self.work.transaction(transaction_id)
        if (
            transaction is None
            or transaction.deleted
            or (transaction.provider, transaction.tenant) != (self.provider, self.account.tenant)
        ):
            return None
        return transaction


def read_json(body: bytes) -> JSON:
    """Return the JSON value in a body; None for an empty one.

    Raises:
        MalformedBody: It is not JSON.
    """
    if not body.strip():
        return None
    try:
        return cast("JSON", _decode(body.decode(json.detect_encoding(body), "surrogatepass")))
    except ValueError as error:
        raise MalformedBody(f"the body is not JSON: {error}") from error
    except RecursionError:
        raise MalformedBody("the body is nested too deeply") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode


def json_response(value: JSON, status: int = 200, media_type: str = "application/json") -> Response:
    """Return a JSON response, under another media type where a service does so."""
    return Response(_encode(value), status_code=status, headers={"content-type": media_type})


def empty_response(status: int = 200) -> Response:
    """Return a response without a body."""
    return Response(status_code=status)


def file_response(content: bytes, media_type: str, filename: str) -> Response:
    """Return a download, with its file name in the form that every client reads (`filename*=UTF-8''…`)."""
    disposition = f"attachment; filename*=UTF-8''{quote(filename, safe='', errors='replace')}"
    return Response(content, headers={"content-type": media_type, "content-disposition": disposition})
