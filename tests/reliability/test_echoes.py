"""What a service echoes of what callers keep secret is redacted everywhere in an error: promise 55."""

from __future__ import annotations

import base64
import html
import itertools
import json
import pickle
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import attrs
import pytest

from esignkit import ESignError, Secret
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit.constellation1.sessions import Sessions
from esignkit.constellation1.users import Users
from esignkit.core.auth import StaticHeader
from esignkit.core.endpoint import PLANNER
from esignkit.core.flow import Response
from esignkit.core.operation import Operation
from esignkit.core.response_readers import parsed
from esignkit.esignlive.callbacks import Callbacks
from esignkit.esignlive.packages import Packages
from esignkit.esignlive.senders import Senders
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.ignisign.webhooks import Webhooks
from esignkit.runners.raw_calls import raw_call
from tests.constellation1 import samples as constellation1_samples
from tests.esignlive import helper
from tests.ignisign import samples as ignisign_samples
from tests.reliability import report
from tests.support import Record, context_of, drive
from tests.tables import in_one_test

CANARY = "Canary+/=\"é'55" + "x7" * 4

FORMS: dict[str, Callable[[str], str]] = {
    "as it is": lambda secret: secret,
    "of JSON": lambda secret: json.dumps(secret)[1:-1],
    "of JSON, all escaped": lambda secret: "".join(f"\\u{ord(c):04x}" for c in secret),
    "of URLs": lambda secret: quote(secret, safe=""),
    "of HTML": html.escape,
    "of base64": lambda secret: base64.b64encode(secret.encode()).decode(),
}
ASCII = CANARY.replace("é", "e")
"""For headers, which hold nothing else."""


def hits(text: str, secret: str) -> list[str]:
    """The spellings of a secret that a text holds, whole or a long piece of it."""
    spelt = {form(secret) for form in FORMS.values()}
    return [one for one in spelt if one in text or one[: len(one) * 2 // 3] in text]


# How a secret gets into a call ----------------------------------------------------------------------------------------
packages, sessions = Packages(PLANNER), Sessions(PLANNER)
requests = SignatureRequests(PLANNER)
PLAIN: dict[str, Callable[[], Any]] = {
    "esignlive": lambda: packages.get("p"),
    "ignisign": lambda: requests.get("r"),
    "constellation1": lambda: sessions.get("s"),
}
WAYS: dict[str, Callable[[str, str], Any]] = {
    "extra header": lambda provider, secret: _with(provider, extra_headers={"X-Gateway-Key": secret}),
    "extra header with a scheme": lambda provider, secret: _with(provider, extra_headers={"X-Auth": "Key " + secret}),
    "extra header that is a Secret": lambda provider, secret: _with(provider, extra_headers={"X-Key": Secret(secret)}),
    "extra query": lambda provider, secret: _with(provider, extra_query={"key": secret}),
    "extra query that is a Secret": lambda provider, secret: _with(provider, extra_query={"key": Secret(secret)}),
    "extra query with several values": lambda provider, secret: _with(provider, extra_query={"key": ["other", secret]}),
    "raw call's query": lambda provider, secret: _raw(provider, query={"key": secret}),
    "raw call's header": lambda provider, secret: _raw(provider, headers={"X-Gateway-Key": secret}),
}


def _with(provider: str, **options: Any) -> Any:
    return PLAIN[provider]().with_options(options)


def _raw(provider: str, query: Any = None, headers: Any = None) -> Operation[Any]:
    return raw_call("GET", "/things", query, None, headers, "never", None)


BODIES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "a callback's key": ("esignlive", lambda secret: Callbacks(PLANNER).register("https://h.example", key=secret, events=[])),
    "a password": ("esignlive", lambda secret: Senders(PLANNER).change_password("s", email="e", password=secret, new_password="new-one")),
    "a signer's answer": ("esignlive", lambda secret: packages.create(_asking(secret))),
    "a signer's answer beside a file": ("esignlive", lambda secret: packages.create(_asking(secret), files=[("a.pdf", b"%PDF")])),
    "a webhook's token": ("ignisign", lambda secret: Webhooks(PLANNER).check_token(secret)),
    "a signer's password": ("constellation1", lambda secret: sessions.create(_locked(secret))),
    "a user's password": ("constellation1", lambda secret: Users(PLANNER).create(c1.User(username="ada@example.com", first_name="A", last_name="B", password=secret), salt="s")),
}  # fmt: skip


def _asking(answer: str) -> esl.Package:
    auth = esl.Auth(scheme="CHALLENGE", challenges=[esl.Challenge(question="pet?", answer=answer)])
    signer = esl.Signer(first_name="A", last_name="Example", email="a@example.com", auth=auth)
    return esl.Package(name="n", roles=[esl.Role(id="a", signers=[signer])])


def _locked(password: str) -> c1.Session:
    signer = c1.Signer(first_name="A", last_name="Example", email_address="a@example.com")
    signer.authentication_settings = c1.AuthenticationSettings(password=password)
    return c1.Session(session_info=c1.SessionInfo(title="Sale"), signers=[signer])


# How a service echoes it ----------------------------------------------------------------------------------------------
STATUSES = (200, 400, 401, 404, 409, 429, 500, 503, 507, 600, 999)


def _answers(provider: str, echo: str) -> list[Response]:
    """Answers that hold the echo in each place that an error is made from."""
    told = json.dumps(f"you sent {echo}!")[1:-1] if '"' in echo.replace('\\"', "") else f"you sent {echo}!"
    try:
        json.loads(f'"{told}"')
    except ValueError:
        told = json.dumps(told)[1:-1]
    envelopes = {
        "esignlive": f'{{"code": 400, "name": "{told}", "message": "{told}", "messageKey": "{told}", "technical": "{told}", "entity": {{"{told}": ["{told}"]}}}}',
        "ignisign": f'{{"message": "{told}", "code": "{told}", "context": {{"{told}": ["{told}"]}}}}',
        "constellation1": f'{{"Message": "Error: {told}", "Details": ["{told}", {{"Message": "{told}"}}], "ReturnValue": "False"}}',
    }
    bodies = [
        envelopes[provider],
        f'"{told}"',
        f"<html>{told}</html>",
        f'["{told}"]',
        f'{{"{told}": 1}}',
        f'{{"id": {{"x": "{told}"',
    ]
    headers = {"x-request-id": f"id-{echo}", "retry-after": echo, "content-type": "application/json"}
    return [
        Response(status, headers, body.encode("utf-8"))
        for n, (status, body) in enumerate(itertools.product(STATUSES, bodies))
        if n % 2 == 0 or status == 400
    ]  # fmt: skip


def failures(provider: str, flow: Callable[[], Any], echo: str, auth: StaticHeader | None = None) -> list[ESignError]:
    settings = {
        "esignlive": lambda: helper.settings(api_key="k", environment="us2"),
        "ignisign": ignisign_samples.settings,
        "constellation1": constellation1_samples.settings,
    }[provider]()
    out: list[ESignError] = []
    for answer in _answers(provider, echo):
        context = context_of(settings, Record())
        if auth is not None:
            context = attrs.evolve(context, auth=auth)
        try:
            drive(flow(), [answer] * 9, context)
        except ESignError as error:
            out.append(error)
    assert len(out) > 25, "most of these are failures"
    return out


def shown(error: ESignError) -> str:
    """Everything that people, logs and other processes see of an error."""
    pieces = [str(error), repr(error), str(vars(error)), str(error.args), str(getattr(error, "__notes__", ""))]
    return "\n".join([*pieces, error._repr_html_(), pickle.dumps(error.details).decode("latin-1")])


def check(errors: list[ESignError], secret: str, form: str) -> None:
    for error in errors:
        assert hits(shown(error), secret) == [], (form, error.status)
        report.note("55", errors=1, hits=0)


@in_one_test("form", FORMS)
@in_one_test("way", WAYS)
@in_one_test("provider", PLAIN)
def test_what_callers_add_to_a_call(provider: str, way: str, form: str) -> None:
    secret = ASCII if "header" in way else CANARY
    check(failures(provider, lambda: WAYS[way](provider, secret), FORMS[form](secret)), secret, form)


@in_one_test("form", FORMS)
@in_one_test("provider", PLAIN)
def test_the_clients_own_credential(provider: str, form: str) -> None:
    auth = StaticHeader("authorization", Secret(ASCII), "Basic ")
    check(failures(provider, PLAIN[provider], FORMS[form](ASCII), auth), ASCII, form)


@in_one_test("form", FORMS)
@in_one_test("what", BODIES)
def test_what_models_and_bodies_hide(what: str, form: str) -> None:
    provider, flow = BODIES[what]
    check(failures(provider, lambda: flow(CANARY), FORMS[form](CANARY)), CANARY, form)


def test_a_key_of_the_whole_client(world: Any) -> None:
    """`with_options(headers=…)`, over HTTP: the sandbox's answer echoes it."""
    driver = world.driver("esignlive", "sync")
    world.sandbox.faults.add(
        "status", "esignlive", "packages.get", times=None, status=404, body=f'{{"message": "{ASCII[:7]}{ASCII[-8:]}"}}'
    )
    client = driver.client.with_options(headers={"X-Gateway-Key": ASCII[:7] + ASCII[-8:]})
    try:
        with pytest.raises(ESignError) as caught:
            client.packages.get("p")
    finally:
        world.sandbox.faults.clear()
        driver.close()
    assert ASCII[-8:] not in shown(caught.value)
    assert "…" in str(caught.value)


def test_a_refused_token_is_not_shown_by_the_answer_to_the_next_one() -> None:
    from esignkit.core.auth import RenewableToken
    from esignkit.core.auth.token import call_provider

    tokens = iter(["first-canary-token", "second-canary-token"])
    auth = RenewableToken(lambda: call_provider(lambda: next(tokens), "the token"))
    answers = [Response(401, {}, b"no"), Response(400, {}, b"not second-canary-token, not first-canary-token")]
    with pytest.raises(ESignError) as caught:
        drive(Operation("x.y", "GET", "/a", parsed), answers, context_of(auth=auth))
    assert "canary" not in shown(caught.value)
    assert caught.value.body == "not …, not …"


def test_what_holds_no_secret_is_left_as_it_is() -> None:
    """A code stays the enum member that it is, and short or truth values are no secrets."""
    answer = Response(
        404, {"x-request-id": "r-1"}, b'{"messageKey": "error.notFound.packageNotFound", "message": "true 17"}'
    )
    options = {"extra_headers": {"X-Key": "abc"}, "extra_query": {"deep": True, "n": 17, "none": None}}
    with pytest.raises(ESignError) as caught:
        drive(
            packages.get("p").with_options(options),
            [answer],
            context_of(helper.settings(api_key="k", environment="us2")),
        )
    assert isinstance(caught.value.code, esl.MessageKey)
    assert (caught.value.request_id, "true 17" in str(caught.value)) == ("r-1", True)
