"""The demo that one looks at: an agreement at each service, waiting to be signed in a browser."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.demo.folder import InputFile
from esignkit.demo.places import places_of
from esignkit.demo.services import PEOPLE

if TYPE_CHECKING:
    from esignkit.agreements import Field
    from esignkit.sandbox import Sandbox

__all__ = ["Waiting", "open_pages", "send_agreements"]


@frozen
class Waiting:
    """An agreement that waits for its signers."""

    service: str
    """The service that it is at."""
    id: str
    """Its id there."""
    pages: dict[str, str]
    """The address at which each signer signs, by name."""


def send_agreements(sandbox: Sandbox, documents: Sequence[InputFile]) -> list[Waiting]:
    """Send an agreement of two people through each service.

    Args:
        sandbox: A running sandbox.
        documents: What they are to sign.
    """
    from esignkit import Constellation1, ESignLive, Ignisign
    from esignkit.agreements import Agreement, Agreements, Document, Feature, Party

    agreement = Agreement(
        title="Demo agreement",
        documents=[Document((one.name, one.content)) for one in documents],
        parties=[
            Party(f"{first} Example", email, sign=sign)
            for (first, email), sign in zip(PEOPLE, _fields(documents), strict=True)
        ],
    )
    waiting: list[Waiting] = []
    for service, client_class in (
        ("Constellation1 eSign", Constellation1),
        ("Ignisign", Ignisign),
        ("eSignLive / OneSpan Sign", ESignLive),
    ):
        with client_class.from_env(sandbox.env()) as client:
            sent = Agreements(client).send(agreement, allow_loss={Feature.BOX})  # the others find the lines themselves
        parties = sandbox.transaction(sent.id).parties
        pages = {party.name: sandbox.signing_url(sent.id, party.id) for party in parties}
        waiting.append(Waiting(service, sent.id, pages))
    return waiting


def _fields(documents: Sequence[InputFile]) -> list[list[Field]]:
    """Return where each of the people signs; nothing where a document has no room for all of them."""
    from esignkit.agreements import Box, Field

    fields: list[list[Field]] = [[] for _ in PEOPLE]
    for number, document in enumerate(documents, 1):
        for own, place in zip(fields, places_of(document, len(PEOPLE)), strict=True):
            if place is None:
                return [[] for _ in PEOPLE]
            box = place.box
            own.append(Field(Box(place.page + 1, box.left, box.top, box.width, box.height), document=number))
    return fields


def open_pages(
    sandbox: Sandbox, waiting: Sequence[Waiting], *, say: Callable[[str], None], show: Callable[[str], object] | None
) -> None:
    """Print the addresses of the console and of the signing pages, and open them in a browser.

    Args:
        sandbox: A running sandbox.
        waiting: What waits to be signed.
        say: Takes each line.
        show: Opens an address; the browser of this machine when None.
    """
    show = show or webbrowser.open
    say(f"Console: {sandbox.url}/\n")
    for one in waiting:
        say(f"{one.service}: {one.id} waits for")
        for name, page in one.pages.items():
            say(f"  {name}: {page}")
    for page in (f"{sandbox.url}/", *(next(iter(one.pages.values())) for one in waiting)):
        show(page)
