"""The handlers of the guide, with real deliveries of the sandbox: Starlette, Flask where it is installed, plain WSGI."""

from __future__ import annotations

import io
import json
import pathlib
import re
from collections.abc import Callable
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from esignkit import Ignisign, RetryPolicy
from esignkit.sandbox import Sandbox
from tests.sandbox.sink import Sink

GUIDE = pathlib.Path(__file__).parents[2] / "docs/guides/ignisign-webhooks.md"


def block(heading: str) -> str:
    section = GUIDE.read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]


def wsgi_post(app: Any, body: bytes) -> int:
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    environ |= {"REQUEST_METHOD": "POST", "PATH_INFO": "/ignisign", "CONTENT_LENGTH": str(len(body))}
    environ["wsgi.input"] = io.BytesIO(body)
    told: list[str] = []
    answer = app(environ, lambda status, headers, error=None: told.append(status))
    b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return int(told[0][:3])


@pytest.mark.parametrize("framework", ["Starlette and FastAPI", "Flask", "Plain WSGI"])
def test_a_handler_takes_what_is_ignisigns_and_refuses_the_rest(
    framework: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if framework == "Flask":
        pytest.importorskip("flask")
    account = sandbox.create_account()
    for name, value in account.env().items():
        monkeypatch.setenv(name, value)
    with Sink() as sink, Ignisign.from_env() as client:
        client.webhooks.create(sink.url)
        profile = next(one for one in client.signature_profiles.list() if one.integration_mode == "BY_SIDE")
        sent = client.signature_requests.send(profile.id or "", title="Lease", documents=[_pdf()], signers=[_ada()])
        sandbox.sign_all(sent.signature_request_id)
        sandbox.deliveries("ignisign")
        bodies = [json.dumps(body).encode() for body in sink.bodies]
        names: dict[str, Any] = {"__name__": "guide"}
        exec(compile(block(framework), str(GUIDE), "exec"), names)

        def check(post: Callable[[bytes], int]) -> None:
            assert {post(body) for body in bodies} == {200}
            assert post(bodies[0]) == 403  # its token is spent
            assert post(b"{}") == 403
            assert post(bodies[0].replace(b"DEVELOPMENT", b"PRODUCTION")) == 403

        if "app" in names:
            from starlette.testclient import TestClient

            with TestClient(names["app"]) as http:
                check(lambda body: http.post("/ignisign", content=body).status_code)
        else:
            app = names.get("flask_app") or names["make_wsgi_app"](client)
            check(lambda body: wsgi_post(app, body))
        if "ignisign" in names:
            names["ignisign"].close()
    assert capsys.readouterr().out == f"completed: {sent.signature_request_id}\n"
    assert len(names["handled"]) == len(bodies)


def test_a_handler_says_503_when_nothing_could_be_found_out() -> None:
    names: dict[str, Any] = {}
    exec(compile(block("Plain WSGI"), str(GUIDE), "exec"), names)
    given = {"app_id": "appId_1", "app_env": "DEVELOPMENT", "token": "t", "timeout": 3.0}
    body = json.dumps(
        {"appId": "appId_1", "appEnv": "DEVELOPMENT", "topic": "APP", "action": "ARCHIVED", "msgNature": "INFO"}
        | {"verificationToken": "t"}
    ).encode()
    retry = RetryPolicy(base_delay=0.01)
    with Ignisign(**given, base_url="http://127.0.0.1:9", retry=retry) as client:
        assert wsgi_post(names["make_wsgi_app"](client), body) == 503


def _pdf() -> Any:
    from esignkit.sandbox.pdf import sample_agreement

    return ("lease.pdf", sample_agreement())


def _ada() -> Any:
    from esignkit.ignisign import NewSigner

    return NewSigner(first_name="Ada", last_name="Byron", email="ada@example.com")
