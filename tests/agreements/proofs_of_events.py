"""What proves which events a service posts, and who vouches for them: one function for each cell."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from esignkit.agreements import Event, EventKind, Feature, Status
from esignkit.errors import UnverifiedEventError
from esignkit.sandbox import Delivery
from tests import local_http
from tests.agreements.proofs import proves
from tests.agreements.support import OWN, Case, open_case

VARIABLES = {"constellation1": "CONSTELLATION1_BASE_URL", "esignlive": "ESIGNLIVE_BASE_URL"}
ROOTS = {"constellation1": "/rest", "esignlive": "/api"}


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


def take(environ: Any, start_response: Any) -> list[bytes]:
    environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    start_response(f"{HTTPStatus.OK} OK", [("Content-Length", "0")])
    return [b""]


@contextlib.contextmanager
def webhook(case: Case) -> Iterator[None]:
    """The service posts the account's events to a server that takes them all."""
    with make_server("127.0.0.1", 0, take, server_class=Server, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings: dict[str, Any] = {"key": OWN["callback_key"]} if case.service == "esignlive" else {}
        url = f"http://127.0.0.1:{server.server_port}/"
        registered = case.sandbox.webhooks.register(case.service, url, case.account.tenant, **settings)
        yield
        case.sandbox.webhooks.remove(registered.id)
        server.shutdown()


def act(case: Case, path: str, **body: object) -> None:
    """Have the sandbox do what only people can."""
    environment = case.account.env()
    url = environment[VARIABLES[case.service]].removesuffix(ROOTS[case.service])
    headers = {"Authorization": f"Basic {environment['ESIGNLIVE_API_KEY']}"}  # which the other service does not look at
    local_http.post(f"{url}/_sandbox/{path}", json=body, headers=headers).raise_for_status()


def posted(case: Case, agreement_id: str) -> list[Delivery]:
    return case.sandbox.deliveries(case.service, agreement_id)


def _body(delivery: Delivery) -> bytes:
    return json.dumps(delivery.body).encode()


def read(case: Case, delivery: Delivery) -> Event:
    return case.sign.parse_event(delivery.headers, _body(delivery))


def keyed(case: Case) -> Case:
    """The case with the key that the callbacks carry."""
    return open_case(case.service, case.sandbox, case.account, callback_key=OWN["callback_key"])


@proves(Feature.VIEWED_EVENT, "esignlive")
def says_who_looked_at_what(case: Case) -> None:
    with webhook(case), keyed(case).sign as sign:
        sent = case.send()
        act(case, f"packages/{sent.id}/signer", act="view")
        events = [sign.parse_event(one.headers, _body(one)) for one in posted(case, sent.id)]
    (viewed,) = (event for event in events if event.kind is EventKind.VIEWED)
    assert (viewed.agreement_id, viewed.document_id, viewed.verified) == (sent.id, "document1", True)
    assert viewed.party_id


@proves(Feature.VIEWED_EVENT, "constellation1")
def nothing_is_posted_but_the_state_knows(case: Case) -> None:
    with webhook(case):
        sent = case.send()
        (signer,) = case.native(sent.id).signers
        act(case, f"signers/{signer.signer_id}/status", status=3)
        (party,) = case.sign.state(sent.id).parties
        assert party.native_status == "IN_PROGRESS"
        case.sandbox.sign_all(sent.id)
        kinds = [read(case, one).kind for one in posted(case, sent.id)]
    assert EventKind.COMPLETED in kinds
    assert EventKind.VIEWED not in kinds


@proves(Feature.VIEWED_EVENT, "ignisign")
def a_session_begins(case: Case) -> None:
    with webhook(case):
        sent = case.send()
        case.sandbox.sign_all(sent.id)
        events = [read(case, one) for one in posted(case, sent.id)]
    kinds = {event.native_name: event.kind for event in events}
    assert kinds["SIGNATURE_SESSION INITIALIZED"] is EventKind.OTHER
    assert EventKind.VIEWED not in kinds.values()


@proves(Feature.VERIFIED_EVENTS, "constellation1")
def the_session_bears_an_event_out(case: Case) -> None:
    with webhook(case):
        sent = case.send()
        case.sandbox.sign_all(sent.id)
        completed = posted(case, sent.id)[-1]
        event = read(case, completed)
        assert event.state is not None
        assert (event.kind, event.verified, event.state.status) == (EventKind.COMPLETED, True, Status.COMPLETED)
        other = case.send(title="Another")
    forged = _body(completed).replace(sent.id.encode(), other.id.encode())
    event = case.sign.parse_event({}, forged)
    assert event.state is not None
    assert (event.kind, event.verified, event.state.status) == (EventKind.COMPLETED, False, Status.OPEN)


@proves(Feature.VERIFIED_EVENTS, "ignisign")
def a_token_is_good_once(case: Case) -> None:
    with webhook(case):
        sent = case.send()
        launched = posted(case, sent.id)[-1]
    assert read(case, launched).verified is True
    with pytest.raises(UnverifiedEventError):
        read(case, launched)


@proves(Feature.VERIFIED_EVENTS, "esignlive")
def the_key_of_the_registration(case: Case) -> None:
    with webhook(case), keyed(case).sign as sign:
        sent = case.send()
        activated = posted(case, sent.id)[-1]
        event = sign.parse_event(activated.headers, _body(activated))
        assert (event.kind, event.verified) == (EventKind.SENT, True)
        assert sign.parse_event({"Authorization": "Basic guessed"}, _body(activated)).verified is False
    assert case.sign.parse_event(activated.headers, _body(activated)).verified is None  # it knows no key
