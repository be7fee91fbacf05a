"""A service of a few lines on the sandbox's core, for the core's own tests."""

from __future__ import annotations

from typing import ClassVar

from starlette.responses import Response

from esignkit.sandbox.domain import document_store, transitions
from esignkit.sandbox.domain.accounts import Account
from esignkit.sandbox.domain.model import Document, Party
from esignkit.sandbox.domain.unit_of_work import LifeCycle
from esignkit.sandbox.emulators.base import Emulator, Route, Routes
from esignkit.sandbox.emulators.call import Call, ErrorResponse, empty_response, json_response
from esignkit.sandbox.json_values import as_int, as_text, objects, texts

ROUTES = Routes()


class ToyLife(LifeCycle):
    opened = "SENT"
    completed = "DONE"

    def completes_itself(self, transaction):
        return not transaction.wire.get("by_hand")

    def on_signed(self, work, transaction, party):
        transaction.wire = {**transaction.wire, "last": party.id}


class ToyEmulator(Emulator):
    provider: ClassVar[str] = "toy"
    mount: ClassVar[str] = "/toy"
    life_cycle = ToyLife()
    effects = ("things.send",)

    def routes(self) -> list[Route]:
        return ROUTES.all

    def authenticate(self, call: Call) -> Account:
        found = call.work.accounts.find(esignlive_key=call.headers.get("authorization", ""))
        if found is None:
            raise ErrorResponse(json_response({"toy": "who are you?"}, 401))
        return found


@ROUTES.post("/things", "things.create")
def create(call: Call) -> Response:
    body = call.json_object()
    thing = call.new_transaction(call.work.ids.uuid(), "DRAFT", as_text(body.get("title")))
    thing.parties = [
        Party(as_text(one["id"]), as_text(one["id"]), as_text(one.get("email")), as_int(one.get("order")))
        for one in objects(body.get("parties"))
    ]
    for number, text in enumerate(texts(body.get("files"))):
        document = Document(f"d{number}", f"file {number}")
        document_store.set_content(call.work, document, text.encode("latin-1"), "text/plain")
        thing.documents.append(document)
    thing.wire = {"by_hand": body.get("by_hand", False)}
    if body.get("due"):
        from datetime import datetime

        thing.due = datetime.fromisoformat(as_text(body["due"]))
    call.work.save(thing)
    call.record("things.create", thing.id)
    if body.get("fail"):
        raise ZeroDivisionError
    if body.get("send"):
        transitions.open_for_signing(call.work, thing)
        call.record("things.send", thing.id)
    return json_response({"id": thing.id})


@ROUTES.get("/things/{id}", "things.get")
def get(call: Call) -> Response:
    thing = call.transaction(call.params["id"])
    if thing is None:
        raise ErrorResponse(json_response({"toy": "no such thing"}, 404))
    return json_response({"id": thing.id, "status": thing.status, "title": thing.title, "wire": thing.wire})


@ROUTES.get("/things/all", "things.count")
def count(call: Call) -> Response:
    return json_response(len(call.work.transactions("toy", call.account.tenant)))


@ROUTES.get("/echo/{id}", "echo", public=True)
def echo(call: Call) -> Response:
    return json_response({"id": call.params["id"], "query": [list(pair) for pair in call.query_items()]})


@ROUTES.post("/parts", "parts", public=True)
def parts(call: Call) -> Response:
    return json_response([[one.name, one.filename, one.content_type, one.content.decode()] for one in call.parts()])


@ROUTES.delete("/things", "things.clear")
def clear(call: Call) -> Response:
    call.record("things.clear")
    return empty_response(204)
