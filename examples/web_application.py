"""A web application with FastAPI: it sends a lease to its tenant, and files the signed PDF when eSignLive reports it.

    CALLBACK_KEY=… SIGNED_FOLDER=signed uvicorn web_application:app

Set ESIGNLIVE_API_KEY and ESIGNLIVE_ENVIRONMENT (or ESIGNLIVE_BASE_URL) too, and name this application's address once:
`client.callbacks.register("https://…/events", key=…, events=["PACKAGE_COMPLETE"])`. `test_web_application.py` tests it.
"""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from fastapi import BackgroundTasks, FastAPI, Form, HTTPException, Request, UploadFile

from esignkit import AsyncESignLive, EventError, OutcomeUnknownError, UnverifiedEventError
from esignkit import esignlive as esl
from esignkit.esignlive import build

Text = Annotated[str, Form()]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    async with AsyncESignLive.from_env() as app.state.client:  # one client for the whole application
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/leases", status_code=201)
async def send(request: Request, pdf: UploadFile, first_name: Text, last_name: Text, email: Text) -> str:
    client: AsyncESignLive = request.app.state.client
    lease = esl.Document(id="lease", name="Lease", approvals=[build.signature("tenant", build.at(0, 60, 600))])
    tenant = esl.Role(id="tenant", signers=[esl.Signer(first_name=first_name, last_name=last_name, email=email)])
    package = esl.Package(name="Lease", autocomplete=True, documents=[lease], roles=[tenant])
    try:
        package_id = await client.packages.create(package, files=[("lease.pdf", await pdf.read())])
        await client.packages.send(package_id)
    except OutcomeUnknownError as error:  # it may have been sent: do not invite the tenant twice
        raise HTTPException(502, f"look before you repeat it: {error}") from error
    return package_id


@app.post("/events", status_code=204)
async def receive(request: Request, afterwards: BackgroundTasks) -> None:
    try:
        event = esl.parse_event(request.headers, await request.body(), key=os.environ["CALLBACK_KEY"])
    except EventError as error:
        raise HTTPException(401 if isinstance(error, UnverifiedEventError) else 400) from error
    if event.package_id and event.name == esl.CallbackEventName.PACKAGE_COMPLETE:
        afterwards.add_task(file_signed, request.app.state.client, event.package_id)  # the answer goes out at once


async def file_signed(client: AsyncESignLive, package_id: str) -> None:
    target = Path(os.environ["SIGNED_FOLDER"], f"{(await client.packages.get(package_id)).id}.pdf")
    await client.documents.download(package_id, "lease").save(target, overwrite=True)  # an event may come twice
