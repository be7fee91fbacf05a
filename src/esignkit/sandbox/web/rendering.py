"""Makes a page of a template. Whatever goes into it is escaped, and a browser loads nothing from another host."""

from __future__ import annotations

import functools
import hashlib
import importlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent
STATIC_FOLDER = FOLDER / "static"
STATIC_PATH = "/_sandbox/static"

SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    ),
    "x-content-type-options": "nosniff",
    # With `no-referrer` a browser would send `Origin: null` with our own forms, as a foreign page's frame does.
    "referrer-policy": "same-origin",
}
PAGE_HEADERS = {**SECURITY_HEADERS, "cache-control": "no-store", "content-type": "text/html; charset=utf-8"}


def page(template: str, *, status: int = 200, **context: object) -> Response:
    """Render a page.

    Args:
        template: File in `web/templates`, e.g. `outbox.html`.
        status: HTTP status of the response.
        context: What the template shows; `lang` is the language of the page, English when absent.

    Returns:
        The page, which no cache keeps: it shows how things are now.
    """
    return Response(render(template, **context), status_code=status, headers=PAGE_HEADERS)


def render(template: str, **context: object) -> str:
    """Render a template, or a part of a page (for an event stream), to text that can be written as UTF-8.

    JSON can carry half of a surrogate pair, so that names and titles may have one; a page shows a question mark.
    """
    text = _environment().get_template(template, globals={"static": static_url}).render({"lang": "en", **context})
    return text.encode("utf-8", "replace").decode()


def redirect(path: str) -> Response:
    """Send the browser to a page of ours after a form, so that a reload does not send the form again."""
    return Response(status_code=303, headers={**SECURITY_HEADERS, "cache-control": "no-store", "location": path})


def static_url(name: str) -> str:
    """Return the address of a static file; it changes with the content, so that browsers may keep the file."""
    return f"{STATIC_PATH}/{quote(name)}?v={digest(name)}"


@functools.cache
def digest(name: str) -> str:
    """Return a short checksum of a static file."""
    return hashlib.sha256((STATIC_FOLDER / name).read_bytes()).hexdigest()[:12]


@functools.cache
def _environment() -> Environment:
    jinja2 = importlib.import_module("jinja2")  # 60 ms that only a page costs
    environment: Environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["urlencode"] = _urlencode
    return environment


def _urlencode(value: object) -> str:
    """Return a text for an address; jinja's own filter does not take half of a surrogate pair."""
    return quote(str(value), errors="replace")
