"""Redaction of credentials in the HTTP library's own log lines: it logs whole URLs and response cookies."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from typing import Any, cast

__all__ = ["ours", "redact_log"]

ours: ContextVar[bool] = ContextVar("esignkit exchange", default=False)
"""Whether log records are those of our own exchange, for the filter to redact."""
_COOKIE = re.compile(r"""(?i)(\(b'(?:set-cookie2?|location)', b)("[^"]*"|'[^']*')""")


class _RedactingFilter(logging.Filter):
    """Redacts log records of our own exchanges; other records are unchanged."""

    def __init__(self, url: type[Any]) -> None:
        super().__init__()
        self._url = url

    def filter(self, record: logging.LogRecord) -> bool:
        if ours.get():
            if isinstance(record.msg, str):
                record.msg = _COOKIE.sub(r"\1'…'", record.msg)
            if isinstance(record.args, tuple):
                record.args = tuple(self._shown(arg) for arg in record.args)
        return True

    def _shown(self, value: object) -> object:
        """Return a URL without path and query, which may hold keys and tokens."""
        if not isinstance(value, self._url):
            return value
        url = cast("Any", value)
        netloc: bytes = url.netloc
        return f"{url.scheme}://{netloc.decode('ascii')}/…"


def redact_log(library: Any) -> None:
    """Add a redacting filter to the loggers of an HTTP library, once."""
    name: str = library.__name__
    core = "httpcore2" if name == "httpx2" else "httpcore"
    loggers = [
        logging.getLogger(logger_name) for logger_name in (name, f"{core}.http11", f"{core}.http2", f"{core}.proxy")
    ]
    if not any(isinstance(item, _RedactingFilter) for item in loggers[0].filters):
        redaction = _RedactingFilter(library.URL)
        for logger in loggers:
            logger.addFilter(redaction)
