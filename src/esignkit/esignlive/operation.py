"""A call of eSignLive: on the client of another service it is refused, before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Generic, TypeVar

from esignkit.core.operation import Argument, Body, Repeat
from esignkit.core.operation import Operation as AnyOperation
from esignkit.core.readers import Contents, contents, nothing
from esignkit.types import CallOptions, QueryValue

__all__ = ["PROVIDER", "Operation", "deletion", "download", "replacement"]

T = TypeVar("T")

PROVIDER = "eSignLive"
"""The service's name in errors, logs and the calls that are meant for it alone."""


class Operation(AnyOperation[T], Generic[T]):
    """One HTTP call to eSignLive, said completely."""

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
    """Return a call that fetches a file; a PDF or zip archive that did not come whole is refused.

    Args:
        name: `resource.method`, as in `reports.usage_csv`.
        path: Path template.
        args: Path parameters.
        query: Query parameters.
        accept: The media type to ask for.
        options: The caller's options.
    """
    returns = _WHOLE.get(accept, contents)
    return Operation(name, "GET", path, returns, args or {}, query or {}, accept=accept, options=options)


def deletion(
    name: str,
    path: str,
    args: Mapping[str, Argument] | None = None,
    query: Mapping[str, QueryValue] | None = None,
    *,
    options: CallOptions | None,
) -> Operation[None]:
    """Return a call that removes something; it may be sent again: what is gone then has been removed by the first try.

    Args:
        name: `resource.method`, as in `groups.delete`.
        path: Path template.
        args: Path parameters.
        query: Query parameters.
        options: The caller's options.
    """
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
    """Return a call that sets something to what is given, whatever it was before; it may be sent again.

    Args:
        name: `resource.method`, as in `delegates.replace_all`.
        path: Path template.
        args: Path parameters.
        body: What is sent.
        options: The caller's options.
    """
    return Operation(name, "PUT", path, nothing, args, body=body, repeat=Repeat.IDEMPOTENT, options=options)
