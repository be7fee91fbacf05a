"""esignkit: one typed SDK for Constellation1 eSign, Ignisign and eSignLive / OneSpan Sign, sync and async.

```python
from esignkit import ESignLive

with ESignLive.from_env() as client:
    for package in client.packages.list(limit=10):
        print(package.id, package.name, package.status)
```

Names are loaded when they are asked for, so that importing the package costs next to nothing. Models and enums are in
`esignkit.constellation1`, `esignkit.ignisign` and `esignkit.esignlive`; exceptions in `esignkit.errors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.version import __version__

if TYPE_CHECKING:
    from esignkit.constellation1 import AsyncConstellation1, Constellation1
    from esignkit.core.download import AsyncDownload, Download
    from esignkit.core.exchange import AnswerInfo
    from esignkit.core.flow import Flow, Saved, Steps, sleep
    from esignkit.core.operation import Operation
    from esignkit.core.paging import AsyncItems, Items, Page
    from esignkit.core.retry import RetryPolicy
    from esignkit.errors import (
        ApiError,
        AuthenticationError,
        ConfigurationError,
        ConflictError,
        DeadlineExceededError,
        DecodeError,
        ESignError,
        NotFoundError,
        NotSentError,
        OutcomeUnknownError,
        PermissionDeniedError,
        RateLimitedError,
        ServerError,
        StreamError,
        UnreadableAnswerError,
        ValidationError,
    )
    from esignkit.esignlive import AsyncESignLive, ESignLive
    from esignkit.ignisign import AsyncIgnisign, Ignisign
    from esignkit.runners.answered import Answered
    from esignkit.types import (
        JSON,
        NULL,
        UNSET,
        CallOptions,
        Candidate,
        FileInput,
        FileTarget,
        Finding,
        JSONObject,
        Maybe,
        OpenEnum,
        Outcome,
        Progress,
        Secret,
        Verdict,
    )


__all__ = [
    "JSON",
    "NULL",
    "UNSET",
    "AnswerInfo",
    "Answered",
    "ApiError",
    "AsyncConstellation1",
    "AsyncDownload",
    "AsyncESignLive",
    "AsyncIgnisign",
    "AsyncItems",
    "AuthenticationError",
    "CallOptions",
    "Candidate",
    "ConfigurationError",
    "ConflictError",
    "Constellation1",
    "DeadlineExceededError",
    "DecodeError",
    "Download",
    "ESignError",
    "ESignLive",
    "FileInput",
    "FileTarget",
    "Finding",
    "Flow",
    "Ignisign",
    "Items",
    "JSONObject",
    "Maybe",
    "NotFoundError",
    "NotSentError",
    "OpenEnum",
    "Operation",
    "Outcome",
    "OutcomeUnknownError",
    "Page",
    "PermissionDeniedError",
    "Progress",
    "RateLimitedError",
    "RetryPolicy",
    "Saved",
    "Secret",
    "ServerError",
    "Steps",
    "StreamError",
    "UnreadableAnswerError",
    "ValidationError",
    "Verdict",
    "__version__",
    "sleep",
]

_HOMES = {
    "AnswerInfo": "core.exchange",
    "Answered": "runners.answered",
    "AsyncConstellation1": "constellation1",
    "AsyncDownload": "core.download",
    "AsyncESignLive": "esignlive",
    "AsyncIgnisign": "ignisign",
    "AsyncItems": "core.paging",
    "Constellation1": "constellation1",
    "Download": "core.download",
    "ESignLive": "esignlive",
    "Flow": "core.flow",
    "Ignisign": "ignisign",
    "Items": "core.paging",
    "Operation": "core.operation",
    "Page": "core.paging",
    "RetryPolicy": "core.retry",
    "Saved": "core.flow",
    "Steps": "core.flow",
    "sleep": "core.flow",
}
_IN_TYPES = {
    *("JSON", "NULL", "UNSET", "CallOptions", "FileInput", "Candidate", "FileTarget", "Finding", "JSONObject", "Maybe"),
    *("OpenEnum", "Outcome", "Progress", "Secret", "Verdict"),
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module

    home = _HOMES.get(name) or ("types" if name in _IN_TYPES else "errors")
    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
