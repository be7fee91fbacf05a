# pyright: strict
"""What every type checker must refuse: each line that ends in `# error: …`, and no other line.

`tests/test_types.py` reads this with each checker. The lines carry no `type: ignore`, so a checker that stops seeing
a mistake is noticed.
"""

from __future__ import annotations

from pathlib import Path

import httpx

from esignkit import (
    AsyncConstellation1,
    AsyncESignLive,
    AsyncIgnisign,
    CallOptions,
    Constellation1,
    Download,
    ESignLive,
    Flow,
    Ignisign,
    Items,
    Operation,
)
from esignkit.constellation1 import Document, Session, SessionInfo
from esignkit.esignlive import Package
from esignkit.ignisign import SignatureRequestContext


def a_wrong_keyword(esl: ESignLive, ign: Ignisign, c1: Constellation1) -> None:
    esl.packages.get("p", feilds="a")  # error: misspelt
    ign.signature_requests.wait("r", time_out=3.0)  # error: misspelt
    c1.sessions.start("s", returnUrl="https://example.com")  # error: the wire's spelling
    Package(nmae="Lease")  # error: misspelt
    Package("Lease")  # error: models take keywords only
    ESignLive(api_key="k", enviroment="us2")  # error: misspelt
    esl.pakages  # error: misspelt  # noqa: B018 - the access itself is what is refused


def too_little(esl: ESignLive, ign: Ignisign, c1: Constellation1) -> None:
    esl.packages.get()  # error: which package?
    ign.signature_requests.create()  # error: which profile?
    c1.sessions.start("s")  # error: the service requires return_url


def a_wrong_type(esl: ESignLive, ign: Ignisign, c1: Constellation1) -> None:
    esl.packages.get(1)  # error: an id is text
    ign.documents.download(b"d").bytes()  # error: an id is text
    c1.sessions.create({"Title": "Sale"})  # error: a model, not a dictionary
    c1.sessions.update("s", Package())  # error: another service's model
    esl.packages.list(limit="3")  # error: a number
    ign.signature_requests.update("r", expiration_date="2030-01-01")  # error: a moment, not a text
    ign.signature_requests.statuses(7)  # error: several ids
    Package(status=3)  # error: a value of an enum, or its text
    Package().status = 3  # error: the same
    SessionInfo(use_sequence="1")  # error: a value of an enum, or its number


def text_where_bytes_are_wanted(esl: ESignLive, ign: Ignisign) -> None:
    ign.documents.upload("d", ("lease.pdf", "text"))  # error: text is not content
    esl.packages.create(Package(), files=[("lease.pdf", "text")])  # error: text is not content
    Document(file_name="lease.pdf", file_bytes="lease.pdf")  # error: neither bytes nor a path object
    with open("lease.pdf", encoding="utf-8") as opened:  # noqa: PTH123 - what is shown is a file opened as text
        ign.documents.upload("d", opened)  # error: opened as text


def a_missing_await(esl: AsyncESignLive, ign: AsyncIgnisign, c1: AsyncConstellation1) -> None:
    package: Package = esl.packages.get("p")  # error: not awaited
    context: SignatureRequestContext = ign.signature_requests.wait("r")  # error: not awaited
    session: Session = c1.sessions.get("s")  # error: not awaited
    ign.documents.download("d").bytes().decode()  # error: not awaited
    del package, context, session


async def an_await_that_is_forgotten(esl: AsyncESignLive, ign: AsyncIgnisign, c1: AsyncConstellation1) -> None:
    esl.packages.send("p")  # error: nothing is sent
    ign.signature_requests.publish("r")  # error: nothing is published
    c1.sessions.delete("s")  # error: nothing is deleted


async def the_wrong_mode(esl: ESignLive, aio: AsyncESignLive) -> None:
    await esl.packages.get("p")  # error: this one blocks
    for package in aio.packages.list():  # error: async only
        del package
    async for package in esl.packages.list():  # error: blocking only
        del package
    with aio.documents.download("p", "d").stream():  # error: async only
        pass
    with aio:  # error: async only
        pass
    items: Items[Package] = aio.packages.list()  # error: async items
    download: Download = aio.documents.download("p", "d")  # error: an async download
    del items, download
    ESignLive(api_key="k", environment="us2", http_client=httpx.AsyncClient())  # error: the other mode's
    AsyncESignLive(api_key="k", environment="us2", http_client=httpx.Client())  # error: the other mode's


async def a_download_is_not_its_content(esl: ESignLive, aio: AsyncESignLive) -> None:
    content: bytes = esl.documents.download("p", "d")  # error: nothing is fetched yet
    Path("lease.pdf").write_bytes(esl.documents.download("p", "d"))  # error: nothing is fetched yet
    size = len(esl.documents.download("p", "d"))  # error: nothing is fetched yet
    await aio.documents.download("p", "d")  # error: it is `bytes()` that is awaited
    with esl.documents.download("p", "d"):  # error: it is `stream()` that is entered
        pass
    esl.run(esl.documents.plan.download("p", "d"))  # error: it does not say what for
    del content, size


def a_plan_is_not_its_answer(esl: ESignLive) -> None:
    package: Package = esl.packages.plan.get("p")  # error: it has not run
    operation: Operation[int] = esl.packages.plan.get("p")  # error: a plan of a package
    flow: Flow[bytes] = esl.packages.plan.get("p")  # error: a plan of a package
    esl.run(esl.packages.get("p"))  # error: it has run already
    del package, operation, flow


def wrong_options(esl: ESignLive, ign: Ignisign, c1: Constellation1) -> None:
    esl.packages.get("p", options={"timeuot": 3.0})  # error: misspelt
    ign.documents.get("d", options={"timeout": "3"})  # error: a number
    c1.sessions.get("s", options={"attempts": 1.5})  # error: a whole number
    options: CallOptions = {"extra_headers": ["X-Trace"]}  # error: a mapping
    del options
