"""Operations as the sandbox's owner names them: a misspelt one is refused, and the documented path will do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import httpx
import pytest

from esignkit import ESignLive, OutcomeUnknownError
from esignkit.esignlive import Package
from esignkit.sandbox import Sandbox
from esignkit.sandbox.emulators.base import Emulator, Route
from esignkit.sandbox.emulators.call import json_response
from esignkit.sandbox.emulators.operation_names import OperationNames
from tests import local_http
from tests.sandbox.esl import at, client_of, create
from tests.sandboxes import running_sandbox

sandbox = running_sandbox(scope="module")


@pytest.fixture(autouse=True)
def _clean(sandbox: Sandbox) -> Iterator[None]:
    yield
    sandbox.faults.clear()
    sandbox.reset()


@pytest.mark.parametrize(
    ("provider", "named", "found"),
    [
        ("esignlive", "POST /packages", "packages.create"),
        ("esignlive", "POST /api/packages", "packages.create"),
        ("esignlive", " POST\t/packages/ ", "packages.create"),
        ("esignlive", "put /packages/{any}?x=1", "packages.update"),
        ("esignlive", "packages.send", "packages.send"),
        ("esignlive", "packages.trash", "packages.trash"),
        ("ignisign", "POST /v3/signature-requests/{id}/publish", "signature_requests.publish"),
        ("constellation1", "POST /v1/sessions", "sessions.create"),
        (None, "POST /v1/sessions", "sessions.create"),
        (None, "packages.create", "packages.create"),
        (None, None, None),
        ("ignisign", None, None),
    ],
)
def test_names_and_paths_are_found(
    sandbox: Sandbox, provider: str | None, named: str | None, found: str | None
) -> None:
    assert sandbox.faults.add("502", provider, named, times=1).operation == found


@pytest.mark.parametrize(
    ("provider", "named", "said"),
    [
        (
            "esignlive",
            "packages.craete",
            r"no operation 'packages.craete' of esignlive here; did you mean 'packages.create'",
        ),
        ("ignisign", "packages.create", "no operation 'packages.create' of ignisign here"),
        (None, "qqq", "no operation 'qqq' of any service here"),
        ("esignlive", "POST /packages/{p}/nowhere", r"(no service here has|no operation) 'POST /packages/{p}/nowhere'"),
        ("esignlive", "POST ", "no operation 'POST '"),
        (None, "faults.add", "no operation 'faults.add'"),
        ("sandbox", "faults.add", "no service 'sandbox' here"),
        ("esignlife", "packages.create", "no service 'esignlife' here"),
    ],
)
def test_what_matches_nothing_is_refused(sandbox: Sandbox, provider: str | None, named: str, said: str) -> None:
    for attempt in (
        lambda: sandbox.faults.add("502", provider, named),
        lambda: sandbox.lose_response(provider, named),
        lambda: sandbox.ledger(provider, named),
    ):
        with pytest.raises(ValueError, match=said):
            attempt()
    for where, more in (("faults", {"effect": "502"}), ("lose-response", {})):
        response = local_http.post(
            f"{sandbox.url}/_sandbox/{where}", json={"provider": provider, "operation": named, **more}
        )
        assert response.status_code == 400, response.text
    query = {name: value for name, value in (("provider", provider), ("operation", named)) if value}
    response = local_http.get(f"{sandbox.url}/_sandbox/ledger", params=query)
    assert response.status_code == 400, response.text
    assert local_http.get(f"{sandbox.url}/_sandbox/faults").json()["rules"] == []


def test_every_operation_is_found_by_its_own_path(sandbox: Sandbox) -> None:
    for emulator in sandbox.app.emulators:
        for route in emulator.routes() if emulator.provider != "sandbox" else ():
            named = f"{route.method} {route.template}"
            assert sandbox.app.names.operation(emulator.provider, named) == route.operation


def test_a_path_that_two_services_have_needs_the_service() -> None:
    def emulator(name: str, operation: str) -> Emulator:
        routes = [Route("GET", "/things/{id}", operation, lambda call: json_response({}))]
        return cast(
            "Emulator",
            type(name, (Emulator,), {"provider": name, "mount": f"/{name}", "routes": lambda self: routes})(),
        )

    names = OperationNames([emulator("one", "things.get"), emulator("two", "items.get")])
    with pytest.raises(ValueError, match=r"'GET /things/{n}' is any of items.get, things.get; give the name, or the"):
        names.operation(None, "GET /things/{n}")
    assert names.operation("two", "GET /things/{n}") == "items.get"


def test_the_ledger_names_effects_and_not_paths(sandbox: Sandbox) -> None:
    """One path may do one thing or another: an empty list would say that nothing was done."""
    with pytest.raises(ValueError, match="no operation 'POST /packages"):
        sandbox.ledger("esignlive", "POST /packages/{packageId}")
    response = local_http.get(f"{sandbox.url}/_sandbox/transactions?provider=esignlife")
    assert response.status_code == 400
    assert "no service 'esignlife'" in response.json()["message"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("switches/onespan", "there is no service 'onespan' here; it is one of "),
        ("switches/esignlive?tenant=nobody", "there is no tenant 'nobody' here"),
    ],
)
def test_only_what_is_wrong_is_named(sandbox: Sandbox, path: str, said: str) -> None:
    response = local_http.put(f"{sandbox.url}/_sandbox/{path}", json={})
    assert response.status_code == 400
    assert response.json()["message"].startswith(said)


def test_a_fault_shows_the_operation_that_was_asked_for(sandbox: Sandbox) -> None:
    with client_of(sandbox) as esl:
        made = create(esl)
        sandbox.faults.add("reset", "esignlive", "packages.send", stage="after-commit")
        with pytest.raises(httpx.TransportError):
            esl.post(at(made), json={"status": "SENT"})
    assert [fault.operation for fault in sandbox.faults.fired()] == ["packages.send"]
    assert sandbox.requests()[-1].operation == sandbox.ledger()[-1].operation == "packages.send"


def test_a_rule_by_path_does_what_it_says(sandbox: Sandbox) -> None:
    with ESignLive.from_env(sandbox.env()) as client:
        sandbox.lose_response("esignlive", "POST /packages")
        with pytest.raises(OutcomeUnknownError):
            client.packages.create(Package(name="Lease"))
        client.packages.create(Package(name="Lease"))
        assert len(sandbox.ledger("esignlive", "packages.create")) == 2
        url = f"{sandbox.url}/_sandbox/lose-response"
        response = local_http.post(url, json={"provider": "esignlive", "operation": "PUT /packages/{packageId}"})
        assert response.json() == {"provider": "esignlive", "operation": "packages.update", "times": 1}, response.text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sandbox.acount", "account"),
        ("sandbox.account.esignlve", "esignlive"),
        ("sandbox.esignlive.base_ulr", "base_url"),
        ("sandbox.clock.advnace(1)", "advance"),
        ("sandbox.faults.ad('reset')", "add"),
        ("sandbox.webhooks.registr", "register"),
        ("sandbox.outbox.mials()", "mails"),
        ("sandbox.switch('esignlive', idds='uuid')", "ids"),
        ("sandbox.lose_response(operatoin='x')", "operation"),
        ("sandbox.outbox.mails(kid='x')", "kind"),
        ("Sandbox(sed=1)", "seed"),
    ],
)
def test_a_name_that_is_typed_wrongly_gets_the_near_miss(sandbox: Sandbox, typed: str, meant: str) -> None:
    with pytest.raises((AttributeError, TypeError, ValueError)) as caught:
        exec(typed, {"sandbox": sandbox, "Sandbox": Sandbox})
    assert str(caught.value).endswith(f"; did you mean {meant!r}?")
