"""A call of eSignLive: on the client of another service it is refused, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Generic, TypeVar

from esignkit.core.flow import Response
from esignkit.core.operation import Argument, Body, Reconcile, Repeat
from esignkit.core.operation import Operation as AnyOperation
from esignkit.core.paging import Paging, one_page
from esignkit.core.response_readers import Contents, contents, nothing
from esignkit.types import CallOptions, QueryValue, Secret

__all__ = ["PROVIDER", "Operation", "deletion", "download", "listing", "post", "replacement"]

T = TypeVar("T")

PROVIDER = "eSignLive"
"""The service's name in errors, logs and the calls that are meant for it alone."""


class Operation(AnyOperation[T], Generic[T]):
    """One HTTP call to eSignLive, said completely.

    The functions below are for the kinds of calls that there are many of; their arguments are its attributes.
    """

    __slots__ = ()
    provider: ClassVar[str] = PROVIDER


_WHOLE = {"application/pdf": Contents("pdf"), "application/zip": Contents("zip")}
"""What can be told to be cut off."""


def download(
    name: str,
    path: str,
    args: Mapping[str, Argument] | None = None,
    query: Mapping[str, QueryValue] | None = None,
    *,
    accept: str,
    options: CallOptions | None,
) -> Operation[bytes]:
    """Return a call that fetches a file; a PDF or zip archive that did not come whole is refused."""
    returns = _WHOLE.get(accept, contents)
    return Operation(name, "GET", path, returns, args or {}, query or {}, accept=accept, options=options)


def listing(
    name: str,
    path: str,
    returns: Callable[[Response], list[T]],
    args: Mapping[str, Argument] | None = None,
    query: Mapping[str, QueryValue] | None = None,
    *,
    options: CallOptions | None,
) -> Paging[T]:
    """Return a list that the service sends whole; the arguments are an `Operation`'s."""
    return one_page(Operation(name, "GET", path, returns, args or {}, query or {}, options=options))


def post(
    name: str,
    path: str,
    returns: Callable[[Response], T],
    args: Mapping[str, Argument] | None = None,
    query: Mapping[str, QueryValue | Secret] | None = None,
    *,
    body: Body | None = None,
    if_lost: Reconcile,
    accept: str = "application/json",
    options: CallOptions | None,
) -> Operation[T]:
    """Return a POST that could do something a second time, and so is never sent again."""
    return Operation(
        name,
        "POST",
        path,
        returns,
        args or {},
        query or {},
        body=body,
        repeat=Repeat.NEVER,
        if_lost=if_lost,
        accept=accept,
        options=options,
    )


def deletion(
    name: str,
    path: str,
    args: Mapping[str, Argument] | None = None,
    query: Mapping[str, QueryValue] | None = None,
    *,
    options: CallOptions | None,
) -> Operation[None]:
    """Return a call that removes something; it may be sent again, and what is gone then went with the first try."""
    return Operation(
        name,
        "DELETE",
        path,
        nothing,
        args or {},
        query or {},
        repeat=Repeat.IDEMPOTENT,
        gone_is_done=True,
        options=options,
    )


def replacement(
    name: str, path: str, args: Mapping[str, Argument], body: Body | None, *, options: CallOptions | None
) -> Operation[None]:
    """Return a call that sets something to what is given, whatever it was before; it may be sent again."""
    return Operation(name, "PUT", path, nothing, args, body=body, repeat=Repeat.IDEMPOTENT, options=options)
