"""Agreements that are out for signature, and pages as a browser's parser reads them."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import quote

import httpx

from esignkit import Constellation1, ESignLive, Ignisign
from esignkit.agreements import Agreement, Agreements, Document, Party
from esignkit.sandbox import SandboxAccount
from esignkit.sandbox.pdf import sample_agreement
from tests import local_http

CLIENTS = {"esignlive": ESignLive, "ignisign": Ignisign, "constellation1": Constellation1}
PAGES = (
    "/",
    "/console/outbox",
    "/console/webhooks",
    "/console/requests",
    "/console/faults",
    "/console/clock",
    "/console/switches",
    "/console/accounts",
    "/console/state",
    "/console/differences",
)
PDF = sample_agreement()


def client_of(sandbox, **options) -> httpx.Client:
    headers = {"Accept": "text/html,*/*;q=0.8"}  # as a browser
    return local_http.Client(base_url=sandbox.url, timeout=30, headers=headers, **options)


def sent(
    account: SandboxAccount, service: str, title="Lease", names=("Ada Byron", "Bob Smith"), file="agreement.pdf"
) -> str:
    """Send an agreement of two parties through the service's own interface; return its id."""
    parties = [Party(name, f"signer{n}@example.com") for n, name in enumerate(names)]
    agreement = Agreement(title=title, documents=[Document((file, PDF))], parties=parties)
    with CLIENTS[service].from_env(account.env()) as client:
        return Agreements(client).send(agreement).id


def page_of(transaction_id: str) -> str:
    return f"/console/transactions/{quote(transaction_id, safe='')}"


class Page(HTMLParser):
    """A page: its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def hits(self) -> list[str]:
        """What a browser would execute, or load from elsewhere."""
        found = [f"<{tag}>" for tag, _ in self.elements if tag in {"iframe", "object", "embed", "svg", "style", "base"}]
        found += [str(one) for one in self.all("script") if not one.get("src", "").startswith("/_sandbox/static/")]
        for tag, attributes in self.elements:
            for name, value in attributes.items():
                if name.startswith("on") or name in {"style", "srcdoc", "formaction"}:
                    found.append(f"<{tag} {name}>")
                if name in {"href", "src", "action"} and not value.startswith(("/", "#", "?")):
                    found.append(f"<{tag} {name}={value}>")
                if name in {"href", "src", "action"} and value.startswith(("//", "/\\")):
                    found.append(f"<{tag} {name}={value}>")
        return found
