"""A canary in every credential: it must show up nowhere but on the wire to the one host it is meant for."""

from __future__ import annotations

import base64
import copy
import io
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
import attrs
import pytest
from rich.console import Console

from esignkit import (
    AsyncConstellation1,
    AsyncESignLive,
    AsyncIgnisign,
    Constellation1,
    ESignLive,
    Ignisign,
    RetryPolicy,
    Secret,
)
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit import ignisign as ign
from esignkit.types import ReceivedSecret
from tests.test_house import MODELS

# A module's globals are in no frame's locals, so a test that names it does not find its own copy.
CANARY = "Canary" + "7f3a" * 6
FORMS = (
    CANARY,
    CANARY[::-1],
    base64.b64encode(CANARY.encode()).decode().rstrip("="),
    quote(CANARY + "/", safe="")[:-3],
    CANARY.encode().hex(),
)
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody answers


def holds_canary(text: str) -> list[str]:
    return [form for form in FORMS if form in text]


@pytest.fixture
def everything_logged() -> Iterator[io.StringIO]:
    """All loggers at DEBUG into one text."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(before)


def token() -> str:
    return CANARY


async def later_token() -> str:
    return CANARY


Make = Callable[[str, dict[str, Any]], Any]
CREDENTIALS: dict[str, tuple[str, Make]] = {
    "esignlive key": ("esl", lambda url, more: ESignLive(api_key=CANARY, base_url=url, **more)),
    "esignlive session": ("esl", lambda url, more: ESignLive(session_id=CANARY, base_url=url, **more)),
    "esignlive token": ("esl", lambda url, more: ESignLive(token=token, base_url=url, **more)),
    "esignlive secret": ("esl", lambda url, more: ESignLive(api_key=Secret(CANARY), base_url=url, **more)),
    "esignlive env": (
        "esl",
        lambda url, more: ESignLive.from_env({"ESIGNLIVE_API_KEY": CANARY, "ESIGNLIVE_BASE_URL": url}),
    ),
    "esignlive async": ("esl", lambda url, more: AsyncESignLive(api_key=CANARY, base_url=url, **more)),
    "ignisign secret": (
        "ign",
        lambda url, more: Ignisign(app_id="appId_1", app_env="DEVELOPMENT", app_secret=CANARY, base_url=url, **more),
    ),
    "ignisign token": (
        "ign",
        lambda url, more: Ignisign(app_id="appId_1", app_env="DEVELOPMENT", token=CANARY, base_url=url, **more),
    ),
    "ignisign async": (
        "ign",
        lambda url, more: AsyncIgnisign(
            app_id="appId_1", app_env="DEVELOPMENT", token=later_token, base_url=url, **more
        ),
    ),
    "constellation1 key": ("c1", lambda url, more: Constellation1(api_key=CANARY, salt="abc", base_url=url, **more)),
    "constellation1 salt": ("c1", lambda url, more: Constellation1(api_key="abc", salt=CANARY, base_url=url, **more)),
    "constellation1 token": ("c1", lambda url, more: Constellation1(token=CANARY, base_url=url, **more)),
    "constellation1 provider": ("c1", lambda url, more: Constellation1(token=token, base_url=url, **more)),
    "constellation1 async": (
        "c1",
        lambda url, more: AsyncConstellation1(api_key=CANARY, salt=CANARY, base_url=url, **more),
    ),
}
CALLS = {
    "esl": [
        lambda c: c.packages.plan.get("x"),
        lambda c: c.packages.plan.create(esl.Package(name="n"), files=[("a.pdf", b"%PDF-1.4 %%EOF")]),
        lambda c: c.packages.plan.list(),
        lambda c: c.packages.plan.send("x"),
        lambda c: c.documents.plan.download("x", "y").bytes(),
    ],
    "ign": [
        lambda c: c.signature_profiles.plan.list(),
        lambda c: c.signature_requests.plan.update("x", title="t", statements=[ign.Statement(label_md="x")]),
        lambda c: c.signature_requests.plan.publish("x"),
        lambda c: c.documents.plan.upload("x", ("a.pdf", b"%PDF-1.4 %%EOF")),
    ],
    "c1": [
        lambda c: c.sessions.plan.get("x"),
        lambda c: c.sessions.plan.create(c1.Session(session_info=c1.SessionInfo(title="t")), username="u@example.com"),
        lambda c: c.sessions.plan.start("x", return_url="https://example.com", ready_timeout=0.0),
        lambda c: c.users.plan.landing_url(),
    ],
}
PATHS = {"esl": "/esl/api", "ign": "/ignisign", "c1": "/c1/rest"}


def run(client: Any, plan: Any) -> Any:
    if type(client).__name__.startswith("Async"):

        async def main() -> Any:
            return await client.run(plan)

        return anyio.run(main)
    return client.run(plan)


def close(client: Any) -> None:
    if hasattr(client, "aclose"):
        anyio.run(client.aclose)
    else:
        client.close()


def told(error: BaseException) -> str:
    """Everything an error can tell: text, repr, attributes, traceback with locals over cause and context, pickle."""
    parts = [str(error), repr(error), str(vars(error)), repr(copy.copy(error).__dict__)]
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        parts += traceback.TracebackException.from_exception(one, capture_locals=True).format()
        parts += [repr(one), str(vars(one)), *getattr(one, "__notes__", [])]
        todo += [one.__cause__, one.__context__]
    parts.append(pickle.dumps(error).decode("latin-1"))
    return "\n".join(parts)


@pytest.mark.parametrize("where", ["sandbox", "nowhere"])
@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_credential_shows_up_nowhere(name, where, sandbox, everything_logged):
    provider, make = CREDENTIALS[name]
    url = (sandbox.url if where == "sandbox" else NOWHERE) + PATHS[provider]
    client = make(url, {"timeout": 60.0, "retry": RetryPolicy(base_delay=0.001)})
    shown = [repr(client), str(client), repr(vars(client)), repr(client.with_options(timeout=1.0))]
    failures = 0
    for call in CALLS[provider]:
        plan = call(client)
        shown += [repr(plan), str(plan)]
        try:
            run(client, plan.with_options({"attempts": 1}) if hasattr(plan, "with_options") else plan)
        except Exception as error:
            failures += 1
            shown.append(told(error))
    assert failures, "a wrong credential must be refused"
    for thing in (client, client.packages if provider == "esl" else client):
        with pytest.raises(TypeError):
            pickle.dumps(thing)
    close(client)
    shown.append(everything_logged.getvalue())
    assert not [found for text in shown for found in holds_canary(text)]


BAD: dict[str, Make] = {
    "line break": lambda url, more: ESignLive(api_key=CANARY + "\n", base_url=url),
    "blank": lambda url, more: ESignLive(session_id=CANARY + " ", base_url=url),
    "two ways": lambda url, more: ESignLive(api_key=CANARY, session_id=CANARY, base_url=url),
    "no server": lambda url, more: ESignLive(api_key=CANARY),
    "unknown server": lambda url, more: ESignLive(api_key=CANARY, environment="moon"),
    "two servers": lambda url, more: ESignLive(api_key=CANARY, environment="us2", base_url=url),
    "user in url": lambda url, more: ESignLive(api_key="a", base_url=f"https://u:{CANARY}@example.com"),
    "query in url": lambda url, more: ESignLive(api_key=CANARY, base_url="https://example.com?x=1"),
    "ignisign line break": lambda url, more: Ignisign(
        app_id="appId_1", app_env="DEVELOPMENT", token=CANARY + "\r\n", base_url=url
    ),
    "ignisign two ways": lambda url, more: Ignisign(
        app_id="appId_1", app_env="DEVELOPMENT", token=lambda: CANARY, app_secret=CANARY, base_url=url
    ),
    "ignisign cached token": lambda url, more: Ignisign(
        app_id="appId_1", app_env="DEVELOPMENT", token=CANARY + "\n", app_secret=CANARY, base_url=url
    ),
    "ignisign key in version 3": lambda url, more: Ignisign(
        app_id="appId_1", app_env="DEVELOPMENT", token="skv2_" + CANARY, api_version="v3", base_url=url
    ),
    "ignisign key beside a secret": lambda url, more: Ignisign(
        app_id="appId_1", app_env="DEVELOPMENT", token="skv2_" + CANARY, app_secret=CANARY, base_url=url
    ),
    "ignisign no environment": lambda url, more: Ignisign(app_id="appId_1", app_secret=CANARY),
    "constellation1 line break": lambda url, more: Constellation1(token=CANARY + "\n", base_url=url),
    "constellation1 no salt": lambda url, more: Constellation1(api_key=CANARY, base_url=url),
    "constellation1 two ways": lambda url, more: Constellation1(
        token=CANARY, api_key=CANARY, salt=CANARY, base_url=url
    ),
    "env": lambda url, more: ESignLive.from_env({"ESIGNLIVE_API_KEY": CANARY}),
    "async": lambda url, more: AsyncESignLive(api_key=CANARY + "\0", base_url=url),
}


@pytest.mark.parametrize("name", BAD)
def test_a_client_that_cannot_be_made_does_not_tell_its_credential(name):
    with pytest.raises(ValueError) as caught:
        BAD[name]("https://api.example.com", {})
    assert not holds_canary(told(caught.value))


def test_settings_and_secrets_do_not_travel():
    with ESignLive(api_key=CANARY, base_url=NOWHERE) as client:
        for thing in (Secret(CANARY), client):
            with pytest.raises(TypeError):
                pickle.dumps(thing)
            assert not holds_canary(repr(thing) + str(thing) + f"{thing}")


@pytest.mark.parametrize("value", [1, b"x", Path("/x")])
def test_a_credential_that_is_no_text_is_refused_by_name(value: Any) -> None:
    made: list[Callable[[], object]] = [
        lambda: Secret(value),
        lambda: ESignLive(api_key=value, base_url=NOWHERE),
        lambda: Ignisign(app_id="a", app_env="DEVELOPMENT", app_secret=value, base_url=NOWHERE),
        lambda: Constellation1(api_key=value, salt="s", username="u", base_url=NOWHERE),
    ]
    for make in made:
        with pytest.raises(TypeError, match=f"a credential is text, not {type(value).__name__}"):
            make()


@pytest.mark.parametrize("kind", [Secret, ReceivedSecret])
@pytest.mark.parametrize(
    ("use", "error"),
    [
        (lambda secret: "Bearer " + secret, TypeError),
        (lambda secret: secret + "!", TypeError),
        (lambda secret: secret[:4], TypeError),
        (lambda secret: secret.get_secret_value(), AttributeError),
        (lambda secret: secret.value, AttributeError),
    ],
)
def test_a_credential_that_is_used_as_text_says_how_to_get_the_text(kind: Any, use: Any, error: Any) -> None:
    with pytest.raises(error, match=r"\.reveal\(\) returns the text") as caught:
        use(kind("canary"))
    assert "canary" not in str(caught.value)
    assert not hasattr(kind("canary"), "value")


def test_secrets_in_models_are_hidden_in_repr_and_kept_by_pickle():
    models = [
        c1.AuthenticationSettings(password=CANARY),
        c1.SessionInfo(password=CANARY),
        ign.SignerCreated(auth_secret=CANARY),
        ign.PublishedSigner(token=CANARY),
    ]
    for one in models:
        assert not holds_canary(repr(one))
        assert CANARY in pickle.dumps(one).decode("latin-1")


def test_the_canary_would_be_found():
    try:
        hidden = CANARY + "x"
        raise RuntimeError(hidden[:3])
    except RuntimeError as error:
        assert holds_canary(told(error))


def test_tools_that_show_what_attrs_has_leave_secrets_out() -> None:
    for cls in MODELS:
        assert {one.name for one in attrs.fields(cls) if not one.repr} == cls.SECRETS, cls
    shown = Console(file=io.StringIO(), width=200)
    shown.print(esl.Challenge(question="q", answer=CANARY), esl.Signer(auth=esl.Auth(challenges=[])))
    assert "question" in shown.file.getvalue()
    assert CANARY not in shown.file.getvalue()
