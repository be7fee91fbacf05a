"""The reference, as built: every call is there and shows the type that its caller gets."""

from __future__ import annotations

import importlib
import inspect
import json
import re
from functools import cached_property
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest

import esignkit
from esignkit.core.endpoint import PLANNER, downloaded, endpoint, paged

CLIENTS = {
    "constellation1": esignkit.Constellation1,
    "ignisign": esignkit.Ignisign,
    "esignlive": esignkit.ESignLive,
}
PLANNED = SimpleNamespace(_runner=PLANNER)
WRAPPED = re.compile(r"^\w+\[(.*)\]$", re.DOTALL)


def calls(service: str) -> dict[str, str]:
    """What each call gives, by the place of the reference where it must stand."""
    found = {}
    for base in CLIENTS[service].__mro__:
        for resource in vars(base).values():
            if not isinstance(resource, cached_property):
                continue
            cls = type(resource.func(PLANNED))
            for name in dir(cls):
                value = inspect.getattr_static(cls, name)
                if isinstance(value, endpoint | paged | downloaded):
                    written = str(inspect.signature(value.build).return_annotation).replace("builtins.list", "list")
                    inner = WRAPPED.match(written)[1]
                    shown = {endpoint: inner, paged: f"Items[{inner}]"}.get(type(value))
                    place = f"{cls.__module__}.{cls.__qualname__}.{name}"
                    found[place] = shown or "Download"
    return found


def signatures(page: str) -> dict[str, str]:
    """The signature below each heading of a built page, in HTML."""
    found = re.findall(
        r'<h\d id="([\w.]+)" class="doc doc-heading">(?:(?!<h\d).)*?<div class="[^"]*doc-signature[^"]*">(.*?)</code>',
        page,
        re.DOTALL,
    )
    return dict(found)


def shown_in(folder: Path) -> dict[str, str]:
    """The signatures of every page below a folder of the built site."""
    return {
        place: signature
        for page in sorted(folder.rglob("index.html"))
        for place, signature in signatures(page.read_text()).items()
    }


def words(html: str) -> str:
    """The signature without its tags, spaces, and the commas that a formatter adds."""
    return re.sub(r",(?=[)\]])", "", re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", html))))


@pytest.mark.parametrize("service", CLIENTS)
def test_every_call_shows_what_it_gives(site: Path, service: str):
    shown = shown_in(site / "reference" / service)
    expected = calls(service)
    assert len(expected) > 30
    wrong = []
    for place, gives in expected.items():
        found = words(shown.get(place, "")).rpartition("->")[2]
        wanted = re.sub(r"\s+", "", gives)
        if found != wanted:
            wrong.append(f"{place}: shows {found!r}, gives {wanted!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("service", CLIENTS)
def test_what_a_call_gives_is_a_link_to_it(site: Path, service: str):
    shown = shown_in(site / "reference" / service)
    names = set(importlib.import_module(f"esignkit.{service}").__all__)
    unlinked = []
    for place, gives in calls(service).items():
        returns = shown[place].rpartition("-&gt;")[2]
        linked = set(re.findall(r"<a [^>]*>(\w+)</a>", returns))
        unlinked += [f"{place}: {name}" for name in set(re.findall(r"\w+", gives)) & names - linked]
    assert not unlinked, "\n".join(unlinked)


def test_no_page_shows_how_a_field_is_stored(site: Path):
    """`attrs.field(factory=…)` is no default that a reader can use."""
    stored = [
        f"{place}: {words(signature)[:80]}"
        for place, signature in shown_in(site / "reference").items()
        if re.search(r"\bfield\(", words(signature))
    ]
    assert not stored, "\n".join(stored)


@pytest.mark.parametrize("name", ["ESignLive", "Ignisign", "Constellation1"])
def test_both_clients_show_their_own_kind_of_http_client(site: Path, name: str):
    shown = shown_in(site / "reference" / name.lower())
    for cls, own in ((name, "SendsSync"), ("Async" + name, "SendsAsync")):
        place = f"esignkit.{name.lower()}.client.{cls}"
        for one in (place, place + ".from_env"):
            assert f"http_client:{own}|None=None" in words(shown[one])


def test_the_contents_of_a_page_of_models_are_the_models(site: Path):
    """Their members have headings, which can be linked to and searched for, but are hundreds of lines."""
    pages = [*site.glob("reference/*/models/*/index.html"), *site.glob("reference/*/values/index.html")]
    assert len(pages) > 15
    all_members: set[str] = set()
    for page in pages:
        html = page.read_text()
        (contents, *_) = re.findall(r'<nav class="md-nav md-nav--secondary".*?</nav>', html, re.DOTALL)
        listed = set(re.findall(r'href="#([\w.]+)"', contents))
        headings = set(re.findall(r'<h\d id="([\w.]+)" class="doc doc-heading">', html))
        members = {place for place in headings if place.split(".")[-2][0].isupper()}
        assert listed == headings - members
        assert listed, page
        all_members |= members
    found = {place.partition("#")[2] for place in search_locations(site)}
    assert len(all_members & found) > 500


def search_locations(site: Path) -> list[str]:
    """The places that search leads to."""
    return [row["location"] for row in json.loads((site / "search" / "search_index.json").read_text())["docs"]]


WIDEST = 76
"""Characters of a line; `line_length` in mkdocs.yml."""


def test_long_signatures_are_formatted(site: Path):
    """As a formatter writes them: one parameter to a line, or all on one line of their own where they fit."""
    long = {
        place: signature
        for place, signature in shown_in(site / "reference").items()
        if "(" in words(signature) and len(words(signature)) > 100
    }
    assert len(long) > 200
    lines = {place: [words(line) for line in re.split('<span class="line">', html)[1:]] for place, html in long.items()}
    assert not [place for place, texts in lines.items() if len(texts) < 3]
    assert not {place: texts for place, texts in lines.items() if len(texts) == 3 and len(texts[1]) > WIDEST}
