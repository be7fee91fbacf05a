"""What is fuzzed: each target takes bytes and fails when a parser lets go of anything but its own kind of error."""

from __future__ import annotations

import math
import ntpath
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from esignkit import ESignError
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit import ignisign as ign
from esignkit.core.files import suggested_name
from esignkit.core.flow import Response
from esignkit.core.model import Model
from esignkit.core.operation import Buffer, Operation
from esignkit.core.retry import RetryPolicy, backoff, parse_retry_after
from esignkit.core.serialization import Writer
from esignkit.errors import EventError, UnreadableEventError
from esignkit.webhook_relays import RelayVerificationError, verify_relay
from tests.constellation1 import samples as c1_samples
from tests.esignlive import helper as esl_helper
from tests.ignisign import samples as ign_samples
from tests.services import SERVICES
from tests.support import context_of, drive

STATUSES = (200, 200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 409, 422, 429, 500, 503)
TYPES = ("application/json", "text/html", "", "application/json; charset=utf-16")


def is_reserved(name: str) -> bool:
    """Whether Windows refuses a name, or takes it for something else; Python 3.13 knows more of those."""
    found: Callable[[str], bool] | None = getattr(ntpath, "isreserved", None)
    return PureWindowsPath(name).is_reserved() if found is None else found(name)


def _simple(found: list[Operation[Any]]) -> list[Operation[Any]]:
    """The calls whose answer is read into memory, once each by their readers' nature."""
    return [one.with_options({"attempts": 1}) for one in found if isinstance(one.sink, Buffer)]


ESIGNLIVE, IGNISIGN, CONSTELLATION1 = (
    _simple([*SERVICES[name].operations()]) for name in ("eSignLive", "Ignisign", "Constellation1")
)
_CONTEXTS = {
    "esignlive": context_of(esl_helper.settings(api_key="a2V5", base_url="https://api.example"), auth=None),
    "ignisign": context_of(ign_samples.settings(), auth=None),
    "constellation1": context_of(c1_samples.settings(), auth=None),
}


def _decode(provider: str, operations: list[Operation[Any]], data: bytes) -> None:
    head, body = data[:3].ljust(3, b"\0"), data[3:]
    operation = operations[int.from_bytes(head[:2], "big") % len(operations)]
    status, kind = STATUSES[head[2] & 15], TYPES[head[2] >> 4 & 3]
    try:
        result, _ = drive(operation, [Response(status, {"content-type": kind}, body)], _CONTEXTS[provider])
    except ESignError as error:
        assert error.operation == operation.name
        assert len(error.body or "") <= 8192
        return
    for one in result if isinstance(result, list) else [result]:
        repr(one)
        if isinstance(one, Model):  # what was read is written again, whatever it was
            try:
                Writer(_CONTEXTS[provider].provider.format, {}, operation.name).write(one, "it")
            except ValueError as refused:  # a date that came without a zone means no moment that could be sent
                assert "has no time zone" in str(refused)


def decode_esignlive(data: bytes) -> None:
    """Read an answer of any eSignLive call."""
    _decode("esignlive", ESIGNLIVE, data)


def decode_ignisign(data: bytes) -> None:
    """Read an answer of any Ignisign call."""
    _decode("ignisign", IGNISIGN, data)


def decode_constellation1(data: bytes) -> None:
    """Read an answer of any Constellation1 call."""
    _decode("constellation1", CONSTELLATION1, data)


SECRET = "whsec_" + "A" * 32


def webhook(data: bytes) -> None:
    """Read an event of any service, and of a relay."""
    header, _, body = data.partition(b"\n")
    text = header.decode("latin-1")
    relayed = {"webhook-id": text, "webhook-timestamp": text, "webhook-signature": text}
    attempts: list[tuple[Callable[[], object], type[Exception]]] = [
        (lambda: esl.parse_event({"authorization": text}, body, key="k"), EventError),
        (lambda: esl.parse_event({}, body, key=None), EventError),
        (lambda: ign.parse_event({}, body), UnreadableEventError),
        (lambda: c1.parse_event({}, body), UnreadableEventError),
        (lambda: verify_relay(relayed, body, secret=SECRET, now=1_800_000_000.0), RelayVerificationError),
    ]
    for parse, kind in attempts:
        try:
            repr(parse())
        except kind:
            continue


def content_disposition(data: bytes) -> None:
    """Take a file name from a header: one direct child of a folder, on every system."""
    name = suggested_name(data.decode("latin-1"))
    if name is None:
        return
    assert 0 < len(name.encode()) <= 150
    assert name not in (".", "..")
    assert PurePosixPath(name).name == PureWindowsPath(name).name == name
    assert not is_reserved(name)
    assert name.isprintable()


def retry_after(data: bytes) -> None:
    """Read how long to wait: never negative, never above the cap, never for ever."""
    found = parse_retry_after(data.decode("latin-1"), 1_800_000_000.0)
    assert found is None or (found >= 0 and math.isfinite(found))
    wait = backoff(RetryPolicy(), 1, found, 1.0)
    assert wait is None or 0 <= wait <= 60


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one
    for one in (decode_esignlive, decode_ignisign, decode_constellation1, webhook, content_disposition, retry_after)
}


def seeds(name: str) -> Iterator[bytes]:
    """Inputs to begin with, made from the answers of the tables and from forms that are known to be awkward."""

    service = next((one for one in SERVICES.values() if name == f"decode_{one.name.lower()}"), None)
    if service is None:
        yield from _TEXTS[name]
        return
    rows = [row for row in service.rows if isinstance(service.operation(row).sink, Buffer)]
    for number, row in enumerate(rows):
        yield number.to_bytes(2, "big") + b"\0" + row.content


_TEXTS: dict[str, list[bytes]] = {
    "webhook": [
        b'Basic k\n{"@class": "com.silanis.esl.packages.event.ESLProcessEvent", "name": "PACKAGE_COMPLETE", "packageId": "p"}',
        b'\n{"topic": "SIGNATURE_REQUEST", "action": "LAUNCHED", "content": {"signatureRequestId": "1"}, "verificationToken": "t"}',
        b'\n{"Type": "SessionStatus", "Data": {"SigningSessionId": "1", "Status": "Completed"}}',
        b"v1,AAAA\n{}",
    ],
    "content_disposition": [
        b'attachment; filename="a.pdf"', b"attachment; filename*=UTF-8''%2e%2e%2fa", b"inline; filename=../../x",
        b'attachment; filename="C:\\\\con.txt"', b'attachment; filename="a\\"b"; filename*=utf-8\'en\'%e2%82%ac',
    ],
    "retry_after": [b"7", b"1.5", b"-1", b"1e9", b"Fri, 15 Jan 2027 08:00:30 GMT", b"Friday, 15-Jan-27 08:00:10 GMT"],
}  # fmt: skip
