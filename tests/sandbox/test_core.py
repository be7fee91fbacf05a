from __future__ import annotations

import asyncio
import http.client
import json
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx
import pytest
import uvicorn

from esignkit.sandbox import (
    NotRunning,
    PartyState,
    PortInUse,
    Sandbox,
    Stage,
    TransitionNotAllowed,
    UnknownTransaction,
    pdf,
)
from esignkit.sandbox.clock import SetClock
from tests import local_http
from tests.clocks import stopwatch
from tests.sandboxes import running_sandbox

from .toy import ToyEmulator

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


sandbox = running_sandbox(ToyEmulator(), scope="function")


@pytest.fixture
def toy(sandbox):
    with client_of(sandbox) as client:
        yield client


def client_of(sandbox, account=None):
    key = (account or sandbox.account).esignlive.api_key
    return local_http.Client(base_url=sandbox.url + "/toy", headers={"Authorization": key})


def two_signers(**more):
    return {
        "title": "Lease",
        "parties": [
            {"id": "ann", "email": "ann@example.com", "order": more.pop("ann", 0)},
            {"id": "bob", "email": "bob@example.com", "order": more.pop("bob", 0)},
        ],
        "files": [pdf.sample_agreement().decode("latin-1"), "plain text"],
        "send": True,
        **more,
    }


def create(toy, **body):
    response = toy.post("/things", json=body)
    assert response.status_code == 200, response.text
    return response.json()["id"]


class TestServer:
    def test_health(self, sandbox):
        response = local_http.get(sandbox.url + "/_sandbox/health")
        assert response.json()["status"] == "ok"

    def test_starts_and_stops_quickly(self):
        sandbox = Sandbox(emulators=[ToyEmulator()])
        with stopwatch() as starting:
            sandbox.start()
        assert sandbox.url.startswith("http://127.0.0.1:")
        with stopwatch() as stopping:
            sandbox.stop()
        assert starting.seconds <= 0.5
        assert stopping.seconds <= 1.0

    def test_busy_port_is_one_clear_sentence(self, sandbox):
        port = int(sandbox.url.rsplit(":", 1)[1])
        with pytest.raises(PortInUse, match=f"port {port} is in use"):
            Sandbox(port=port).start()

    def test_port_is_free_again_after_stop(self):
        first = Sandbox(emulators=[]).start()
        port = int(first.url.rsplit(":", 1)[1])
        local_http.get(first.url + "/_sandbox/health")
        first.stop()
        with Sandbox(port=port, emulators=[]) as second:
            assert second.url.endswith(f":{port}")

    def test_stops_without_a_pause(self, monkeypatch):
        """Where nothing is under way there is nothing to wait for, also with idle connections."""
        pauses = []
        sleep = asyncio.sleep

        def noted(seconds, *more):
            pauses.append(seconds)
            return sleep(seconds, *more)

        sandbox = Sandbox(emulators=[]).start()
        with local_http.Client() as client:
            assert client.get(sandbox.url + "/_sandbox/health").status_code == 200
            monkeypatch.setattr(asyncio, "sleep", noted)
            sandbox.stop()
        assert pauses
        assert not any(pauses)

    def test_a_call_under_way_is_answered_before_the_stop(self, monkeypatch):
        waits, shutdown = threading.Event(), uvicorn.Server.shutdown

        async def noted(*args):
            waits.set()
            await shutdown(*args)

        monkeypatch.setattr(uvicorn.Server, "shutdown", noted)
        sandbox, body = Sandbox(emulators=[ToyEmulator()]).start(), json.dumps(two_signers()).encode()
        head = [
            "POST /toy/things HTTP/1.1",
            "Host: 127.0.0.1",
            f"Authorization: {sandbox.account.esignlive.api_key}",
            "Expect: 100-continue",  # the answer to that says that the call is under way
            f"Content-Length: {len(body)}",
        ]
        stopping = threading.Thread(target=sandbox.stop)
        with socket.create_connection(("127.0.0.1", int(sandbox.url.rpartition(":")[2])), 60) as client:
            client.sendall("\r\n".join([*head, "", ""]).encode())
            assert client.recv(1024).startswith(b"HTTP/1.1 100 ")
            stopping.start()
            assert waits.wait(60)
            client.sendall(body)
            assert client.recv(1024).startswith(b"HTTP/1.1 200 ")
        stopping.join()

    def test_not_running(self):
        with pytest.raises(NotRunning, match="with block"):
            _ = Sandbox().url
        with pytest.raises(NotRunning):
            Sandbox().transactions()

    def test_leaves_no_threads(self):
        before = set(threading.enumerate())
        with Sandbox(emulators=[]) as sandbox:
            sandbox.transactions()
        assert set(threading.enumerate()) <= before

    def test_works_inside_a_running_event_loop(self):
        async def notebook():
            with Sandbox(emulators=[ToyEmulator()]) as sandbox, client_of(sandbox) as toy:
                async with local_http.AsyncClient() as client:
                    response = await client.get(sandbox.url + "/_sandbox/health")
                thing = await asyncio.to_thread(create, toy, **two_signers())
                return response.status_code, sandbox.sign_all(thing).status

        assert asyncio.run(notebook()) == (200, "DONE")

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost:80", "[::1]:9"])
    def test_loopback_names_are_answered(self, sandbox, host):
        response = local_http.get(sandbox.url + "/_sandbox/health", headers={"Host": host})
        assert response.status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"Host": "evil.example"},
            {"Host": "127.0.0.1.evil.example"},
            {"Host": "[127.0.0.1"},
            {"Origin": "https://evil.example"},
            {"Origin": "http://[::1"},
            {"Origin": "null"},
        ],
    )
    def test_foreign_pages_are_refused(self, sandbox, headers):
        response = local_http.post(sandbox.url + "/_sandbox/reset", headers=headers)
        assert response.status_code == 403

    def test_a_client_that_keeps_its_connection_does_not_hold_up_the_stop(self):
        sandbox = Sandbox(emulators=[]).start()
        with local_http.Client() as client:
            client.get(sandbox.url + "/_sandbox/health")
            with stopwatch() as took:
                sandbox.stop()
            assert took.seconds < 1

    def test_without_the_extra_it_says_what_to_install(self, monkeypatch):
        import esignkit.sandbox as package

        monkeypatch.setitem(sys.modules, "uvicorn", None)
        monkeypatch.delitem(vars(package), "Sandbox", raising=False)  # as where nobody has asked for it yet
        with pytest.raises(ImportError, match=r"Missing here: uvicorn\. Install with: pip install 'uvicorn>="):
            _ = package.Sandbox


class TestRouting:
    @pytest.mark.parametrize(
        ("path", "seen"),
        [
            ("/toy/echo/a", "a"),
            ("/toy//echo/a/", "a"),
            ("/toy/echo/a%2Fb", "a/b"),
            ("/toy/echo/YU2%3D", "YU2="),
            ("/toy/echo/YU2=", "YU2="),
            ("/toy/echo/%2e%2e", ".."),
            ("/toy/echo/%252F", "%2F"),
            ("/toy/echo/a%3Fb%23c", "a?b#c"),
        ],
    )
    def test_ids_are_decoded_once_after_splitting(self, sandbox, path, seen):
        connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"))
        connection.request("GET", path + "?x=1&y=")
        response = httpx.Response(200, content=connection.getresponse().read()).json()
        connection.close()
        assert response == {"id": seen, "query": [["x", "1"], ["y", ""]]}

    def test_a_word_comes_before_a_parameter(self, toy):
        assert toy.get("/things/all").json() == 0

    def test_unknown_routes_are_refused_and_recorded(self, sandbox, toy):
        assert toy.get("/nothing/here").status_code == 404
        assert toy.patch("/things").status_code == 404
        assert local_http.get(sandbox.url + "/elsewhere").status_code == 404
        assert [(one.method, one.template, one.operation, one.status) for one in sandbox.requests()] == [
            ("GET", "/toy/nothing/here", "", 404),
            ("PATCH", "/toy/things", "", 404),
            ("GET", "/elsewhere", "", 404),
        ]

    def test_parts_come_in_their_order(self, sandbox):
        files = [("file", ("ä.txt", b"one", "text/plain")), ("payload", (None, b"{}")), ("file", ("b", b"two"))]
        response = local_http.post(sandbox.url + "/toy/parts", files=files)
        assert [part[:2] + part[3:] for part in response.json()] == [
            ["file", "ä.txt", "one"],
            ["payload", None, "{}"],
            ["file", "b", "two"],
        ]

    @pytest.mark.parametrize(
        "content",
        [b"", b"rubbish", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhalf'],
    )
    def test_broken_multipart_is_refused(self, sandbox, content):
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        response = local_http.post(sandbox.url + "/toy/parts", content=content, headers=headers)
        assert response.status_code == 400

    def test_broken_json_is_refused(self, toy):
        assert toy.post("/things", content=b"{nope").status_code == 400
        assert toy.post("/things", content=b"[1]").status_code == 400


class TestRequestLog:
    def test_credentials_are_hidden(self, sandbox, toy):
        create(toy, title="x")
        logged = repr(sandbox.requests()) + str([one.headers for one in sandbox.requests()])
        assert sandbox.esignlive.api_key not in logged
        assert sandbox.requests()[-1].operation == "things.create"
        assert sandbox.requests()[-1].template == "/toy/things"

    def test_secrets_in_paths_are_hidden(self, sandbox):
        key = sandbox.esignlive.api_key
        token = "WyJsZWFzZSIsICJhbm4iXQ.c2lnbmF0dXJl"
        headers = {"Referer": f"{sandbox.url}/sign/{token}?lang=en", "X-Api-Key": key, "X-Note": "kept"}
        paths = [f"/sign/{token}/foo", f"/toy/nothing/{key}/x", f"/elsewhere/{quote(key, safe='')}", f"/sign/{token}"]
        for path in paths:
            local_http.get(sandbox.url + path, headers=headers)
        entries = list(sandbox.requests())[-len(paths) :]
        logged = repr(entries) + str([one.headers for one in entries])
        assert not [secret for secret in (key, quote(key, safe=""), token) if secret in logged]
        assert [one.template for one in entries[:3]] == [
            "/sign/(hidden)/foo",
            "/toy/nothing/(hidden)/x",
            "/elsewhere/(hidden)",
        ]
        assert entries[0].headers["referer"] == f"{sandbox.url}/sign/(hidden)?lang=en"
        assert entries[0].headers["x-note"] == "kept"

    def test_no_secret_in_a_repr(self, sandbox):
        secrets = [value for name, value in sandbox.env().items() if name.endswith(("KEY", "SECRET", "SALT"))]
        assert len(secrets) == 4
        assert not [secret for secret in secrets if secret in repr(sandbox.account) + repr(sandbox)]


class TestWork:
    def test_wrong_credentials_are_refused(self, sandbox):
        with local_http.Client(base_url=sandbox.url + "/toy") as client:
            assert client.post("/things", json={}).json() == {"toy": "who are you?"}
        assert sandbox.transactions() == []

    def test_a_failing_handler_leaves_nothing_behind(self, sandbox, toy, caplog):
        assert toy.post("/things", json={"title": "x", "fail": True}).status_code == 500
        assert sandbox.transactions() == []
        assert sandbox.ledger() == []
        assert "ZeroDivisionError" in caplog.text

    def test_tenants_see_nothing_of_each_other(self, sandbox, toy):
        thing = create(toy, title="mine")
        with client_of(sandbox, sandbox.create_account()) as other:
            assert other.get(f"/things/{thing}").status_code == 404
            assert other.get("/things/all").json() == 0
            create(other, title="theirs")
        assert toy.get("/things/all").json() == 1
        assert len(sandbox.transactions("toy")) == 2

    def test_creating_from_eight_threads(self, sandbox):
        def many(number):
            with client_of(sandbox) as client:
                return [create(client, title=f"{number}-{n}") for n in range(10)]

        with ThreadPoolExecutor(8) as pool:
            ids = [one for found in pool.map(many, range(8)) for one in found]
        assert len(set(ids)) == 80
        assert sorted(entry.transaction_id for entry in sandbox.ledger("toy", "things.create")) == sorted(ids)

    def test_reset(self, sandbox, toy):
        before = sandbox.ca_certificate
        account = sandbox.create_account()
        create(toy, title="x")
        sandbox.reset()
        assert (sandbox.transactions(), sandbox.ledger(), sandbox.requests()) == ([], [], [])
        assert sandbox.ca_certificate == before
        with client_of(sandbox, account) as other:
            create(other, title="still known")

    def test_a_data_folder_keeps_everything(self, tmp_path):
        with Sandbox(data=tmp_path / "new" / "box", emulators=[ToyEmulator()]) as sandbox, client_of(sandbox) as toy:
            account = sandbox.create_account()
            thing = create(toy, **two_signers())
            sandbox.sign(thing)
            trust = sandbox.ca_certificate
        with Sandbox(data=tmp_path / "new" / "box", emulators=[ToyEmulator()]) as sandbox:
            assert sandbox.ca_certificate == trust
            done = sandbox.sign_all(thing)
            assert done.status == "DONE"
            assert [entry.operation for entry in sandbox.ledger()] == ["things.create", "things.send"]
            assert pdf.verify_pdf(sandbox.signed_file(thing), [trust]).ok
            with client_of(sandbox, account) as other:
                create(other, title="the second account is still known")


class TestLifeCycle:
    def test_two_sign_and_the_seal_follows(self, sandbox, toy):
        thing = create(toy, **two_signers())
        assert sandbox.transaction(thing).status == "SENT"
        first = sandbox.sign(thing, "BOB@example.com")
        assert [party.state for party in first.parties] == [PartyState.PENDING, PartyState.SIGNED]
        assert first.wire["last"] == "bob"
        done = sandbox.sign(thing)
        assert (done.stage, done.status) == (Stage.COMPLETED, "DONE")
        assert done.completed is not None
        for document in ("d0", "d1"):
            report = pdf.verify_pdf(sandbox.signed_file(thing, document), [sandbox.ca_certificate])
            assert report.ok, report.problems
            assert [check.signer for check in report.signatures][:2] == ["bob", "ann"]
            assert report.signatures[-1].is_seal
        assert sandbox.original_file(thing, "d1") == b"plain text"

    def test_order_is_kept(self, sandbox, toy):
        thing = create(toy, **two_signers(ann=2, bob=1))
        with pytest.raises(TransitionNotAllowed, match="not yet the turn of ann"):
            sandbox.sign(thing, "ann")
        assert sandbox.sign(thing).party("bob").state is PartyState.SIGNED
        with pytest.raises(TransitionNotAllowed, match="bob has signed"):
            sandbox.sign(thing, "bob")
        assert sandbox.sign(thing).stage is Stage.COMPLETED

    def test_decline_ends_it(self, sandbox, toy):
        thing = create(toy, **two_signers())
        declined = sandbox.decline(thing, "ann", "no, thank you")
        assert (declined.stage, declined.party("ann").reason) == (Stage.DECLINED, "no, thank you")
        with pytest.raises(TransitionNotAllowed, match="only what is open"):
            sandbox.sign(thing)

    def test_completion_by_hand(self, sandbox, toy):
        thing = create(toy, **two_signers(by_hand=True))
        assert sandbox.sign_all(thing).stage is Stage.OPEN
        with pytest.raises(TransitionNotAllowed, match="nobody is left"):
            sandbox.sign(thing)

    def test_unknown_things(self, sandbox, toy):
        thing = create(toy, title="empty")
        for look in (
            lambda: sandbox.sign("nope"),
            lambda: sandbox.signed_file(thing),
            lambda: sandbox.original_file("nope"),
        ):
            with pytest.raises(UnknownTransaction):
                look()
        with pytest.raises(TransitionNotAllowed):
            sandbox.sign(thing)

    def test_due_dates_take_effect(self):
        clock = SetClock(START)
        with Sandbox(clock=clock, emulators=[ToyEmulator()]) as sandbox, client_of(sandbox) as toy:
            thing = create(toy, **two_signers(due=(START + timedelta(days=2)).isoformat()))
            clock.moment += timedelta(days=1)
            assert toy.get(f"/things/{thing}").json()["status"] == "SENT"
            clock.moment += timedelta(days=1)
            assert toy.get(f"/things/{thing}").json()["status"] == "EXPIRED"


class TestLostAnswers:
    def test_the_act_is_done_and_the_connection_breaks(self, sandbox, toy):
        sandbox.lose_response("toy", "things.create")
        with pytest.raises(httpx.TransportError):
            toy.post("/things", json={"title": "once"})
        assert [entry.operation for entry in sandbox.ledger()] == ["things.create"]
        assert [one.title for one in sandbox.transactions()] == ["once"]
        assert sandbox.requests()[-1].lost
        create(toy, title="and on")

    def test_only_what_was_named_is_lost(self, sandbox, toy):
        sandbox.lose_response(operation="things.send", times=2)
        create(toy, title="not sent")
        for _ in range(2):
            with pytest.raises(httpx.TransportError):
                toy.post("/things", json=two_signers())
        create(toy, **two_signers())

    def test_by_default_reads_are_spared(self, sandbox, toy):
        thing = create(toy, title="x")
        sandbox.lose_response()
        assert toy.get(f"/things/{thing}").status_code == 200
        with pytest.raises(httpx.TransportError):
            toy.delete("/things")

    def test_it_is_a_reset_on_the_wire(self, sandbox):
        sandbox.lose_response("toy", "echo")
        host, port = sandbox.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(b"GET /toy/echo/a HTTP/1.1\r\nHost: localhost\r\n\r\n")
            with pytest.raises(ConnectionResetError):
                connection.recv(1)

    def test_the_server_itself_complains_of_nothing(self, sandbox, toy, caplog):
        sandbox.lose_response()
        with pytest.raises(httpx.TransportError):
            toy.post("/things", json={})
        create(toy, title="x")
        assert caplog.text == ""


class TestControl:
    @pytest.fixture
    def control(self, sandbox):
        with local_http.Client(base_url=sandbox.url + "/_sandbox") as client:
            yield client

    def test_the_same_life_over_http(self, sandbox, toy, control):
        thing = create(toy, **two_signers())
        signed = control.post(f"/transactions/{thing}/sign", json={"signer": "bob@example.com"}).json()
        assert [party["state"] for party in signed["parties"]] == ["pending", "signed"]
        assert control.post(f"/transactions/{thing}/sign-all").json()["status"] == "DONE"
        assert control.get(f"/transactions/{thing}/signed").content == sandbox.signed_file(thing)
        assert control.get(f"/transactions/{thing}/original?document=d1").content == b"plain text"
        assert [event["kind"] for event in control.get(f"/transactions/{thing}").json()["events"]] == [
            "opened",
            "signed",
            "signed",
            "completed",
        ]
        assert [one["id"] for one in control.get("/transactions?provider=toy").json()] == [thing]
        assert [one["operation"] for one in control.get("/ledger").json()] == ["things.create", "things.send"]
        assert control.get("/ca.pem").content == sandbox.ca_certificate
        assert [one["operation"] for one in control.get("/requests").json()][:2] == [
            "things.create",
            "transactions.sign",
        ]

    def test_decline_and_refusals(self, toy, control):
        thing = create(toy, **two_signers())
        assert control.post(f"/transactions/{thing}/decline", json={"reason": "no"}).json()["stage"] == "declined"
        refused = control.post(f"/transactions/{thing}/sign")
        assert (refused.status_code, "only what is open" in refused.json()["message"]) == (400, True)
        assert control.get("/transactions/nope").status_code == 404
        assert control.post("/nope").status_code == 404

    def test_accounts_and_reset(self, sandbox, control):
        made = control.post("/accounts").json()
        assert set(made["env"]) == set(sandbox.env())
        assert [one["tenant"] for one in control.get("/accounts").json()] == ["default", made["tenant"]]
        with local_http.Client(base_url=sandbox.url) as client:
            headers = {"Authorization": made["env"]["ESIGNLIVE_API_KEY"]}
            client.post("/toy/things", json={"title": "x"}, headers=headers).raise_for_status()
        assert control.post("/reset").status_code == 200
        assert sandbox.transactions() == []

    def test_lost_answer(self, sandbox, toy, control):
        control.post("/lose-response", json={"provider": "toy", "operation": "things.create"})
        with pytest.raises(httpx.TransportError):
            toy.post("/things", json={})
        assert len(sandbox.ledger()) == 1


@pytest.mark.parametrize("name", ["esignlve", "eSignLive", ""])
def test_the_name_of_a_service_that_is_not_here_is_refused(name):
    with Sandbox() as sandbox:
        for call in (sandbox.ledger, sandbox.transactions, sandbox.lose_response):
            with pytest.raises(ValueError, match="it is one of"):
                call(name)
