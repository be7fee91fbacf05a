from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from esignkit.sandbox import Sandbox, UnknownDelivery
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import empty_response, json_response
from tests import local_http
from tests.clocks import stopwatch, until
from tests.inside import inside_sandbox
from tests.sandboxes import emptied, running_sandbox

from .sink import Sink
from .toy import ToyEmulator, ToyLife

START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ROUTES = Routes()


@ROUTES.post("/tell/{word}", "tell")
def tell(call):
    """Post a word to all webhooks; the word "later" is posted in a minute, "fail" breaks."""
    if call.params["word"] == "later":
        call.work.schedule(call.work.now + timedelta(minutes=1), "toy", call.account.tenant, "tell", {"word": "late"})
        call.work.schedule(call.work.now, "toy", call.account.tenant, "tell", {"word": "soon"})
        return empty_response()
    post(call.work, call.account.tenant, call.params["word"])
    if call.params["word"] == "fail":
        raise ZeroDivisionError
    return empty_response()


def post(work, tenant, word):
    for webhook in work.webhooks.all("toy", tenant):
        headers = {"Authorization": f"Basic {webhook.settings.get('key', 'none')}"}
        work.webhooks.send(webhook, {"word": word}, name="TOLD", transaction_id=word, headers=headers)


class TellingLife(ToyLife):
    def on_job(self, work, job):
        post(work, job.tenant, job.detail["word"])


class TellingEmulator(ToyEmulator):
    provider: ClassVar[str] = "toy"
    life_cycle = TellingLife()

    def routes(self):
        return [*super().routes(), *ROUTES.all]


running = running_sandbox(TellingEmulator(), start=START, scope="module")


@pytest.fixture
def sandbox(running):
    return emptied(running, START)


@pytest.fixture
def sink():
    with Sink() as made:
        yield made


@pytest.fixture
def http(sandbox):
    headers = {"Authorization": sandbox.esignlive.api_key}
    with local_http.Client(base_url=sandbox.url, headers=headers) as client:
        yield client


class TestDeliveries:
    def test_a_post_with_headers_and_its_attempt(self, sandbox, http, sink):
        webhook = sandbox.webhooks.register("toy", sink.url + "?a=b", key="secret")
        http.post("/toy/tell/hello")
        [delivery] = sandbox.deliveries("toy")
        path, headers, body = sink.got[0]
        assert (path, body) == ("/hook?a=b", {"word": "hello"})
        assert (headers["Authorization"], headers["Content-Type"]) == ("Basic secret", "application/json")
        assert (delivery.state, delivery.webhook_id, delivery.name) == ("delivered", webhook.id, "TOLD")
        assert [(one.status, one.error, one.time) for one in delivery.attempts] == [(200, "", START)]
        assert sandbox.deliveries("toy", "hello") == [delivery]
        assert sandbox.deliveries("toy", "other") == sandbox.deliveries("other") == []

    def test_what_is_undone_is_not_told(self, sandbox, http, sink):
        sandbox.webhooks.register("toy", sink.url)
        assert http.post("/toy/tell/fail").status_code == 500
        assert (sandbox.deliveries(), sink.got) == ([], [])

    @pytest.mark.parametrize("status", [302, 404, 500])
    def test_a_refused_delivery_is_sent_once_and_again_on_request(self, sandbox, http, sink, status):
        sandbox.webhooks.register("toy", sink.url)
        sink.status = status
        http.post("/toy/tell/hello")
        [delivery] = sandbox.deliveries()
        assert (delivery.state, len(sink.got)) == ("failed", 1)
        sink.status = 204
        assert sandbox.webhooks.resend(delivery.id).state == "pending"
        [delivery] = sandbox.deliveries()
        assert (delivery.state, [one.status for one in delivery.attempts]) == ("delivered", [status, 204])
        assert sink.bodies == [{"word": "hello"}] * 2

    def test_nobody_there(self, sandbox, http, sink):
        sandbox.webhooks.register("toy", "http://127.0.0.1:1/")
        http.post("/toy/tell/hello")
        [delivery] = sandbox.deliveries()
        [attempt] = delivery.attempts
        assert (delivery.state, attempt.status, attempt.error.split(":")[0]) == (
            "failed",
            None,
            "ConnectionRefusedError",
        )

    def test_order_is_kept_and_a_slow_receiver_delays_nobody_else(self, sandbox, http, sink):
        sandbox.webhooks.register("toy", sink.url)
        sink.semaphore.clear()
        with Sink() as quick:
            sandbox.webhooks.register("toy", quick.url)
            with stopwatch() as took:
                for number in range(30):
                    http.post(f"/toy/tell/{number}")
            assert took.seconds < 5
            assert until(lambda: len(quick.got) == 30)
            assert sink.got == []
            sink.semaphore.set()
            assert len(sandbox.deliveries()) == 60
            assert [body["word"] for body in quick.bodies] == [str(number) for number in range(30)]
        assert sink.bodies == quick.bodies

    def test_tenants_hear_only_of_themselves(self, sandbox, http, sink):
        other = sandbox.create_account()
        sandbox.webhooks.register("toy", sink.url, other.tenant)
        http.post("/toy/tell/mine")
        assert sandbox.deliveries() == []
        http.post("/toy/tell/theirs", headers={"Authorization": other.esignlive.api_key})
        assert [one.tenant for one in sandbox.deliveries()] == [other.tenant]

    @pytest.mark.parametrize(
        "url",
        ["https://127.0.0.1/x", "http://example.com/", "http://10.0.0.1/", "ftp://localhost/", "nonsense",
         "http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/", "http://[::1", "http://localhost:x/"],
    )  # fmt: skip
    def test_only_this_machine(self, sandbox, http, url):
        with pytest.raises(ValueError, match="this machine only"):
            sandbox.webhooks.register("toy", url)
        response = http.post("/_sandbox/webhooks", json={"provider": "toy", "url": url})
        assert (response.status_code, sandbox.webhooks.all()) == (400, [])
        # A service's own call may keep such a URL, but nothing goes there.
        sandbox.work(lambda work: work.webhooks.add("toy", "default", url))
        http.post("/toy/tell/hello")
        [delivery] = sandbox.deliveries()
        assert delivery.attempts[0].error.endswith("(127.0.0.1, localhost, [::1])")

    def test_a_reset_forgets_them(self, sandbox, http, sink):
        sandbox.webhooks.register("toy", sink.url)
        sink.semaphore.clear()
        for word in "abc":
            http.post(f"/toy/tell/{word}")
        sandbox.reset()
        sink.semaphore.set()
        assert sandbox.deliveries() == sandbox.webhooks.all() == []
        assert len(sink.got) <= 1

    def test_an_undelivered_one_goes_out_after_a_restart(self, sink, tmp_path):
        with inside_sandbox(emulators=[TellingEmulator()], data=tmp_path) as first:
            first.webhooks.register("toy", sink.url)
            first.app.webhook_sender.stop()  # as if the sandbox were killed between commit and post
            local_http.post(
                f"{first.url}/toy/tell/hello",
                headers={"Authorization": first.esignlive.api_key},
            )
            assert [one.state for one in first.deliveries()] == ["pending"]
        assert sink.got == []
        with Sandbox(emulators=[TellingEmulator()], data=tmp_path) as second:
            assert [one.state for one in second.deliveries()] == ["delivered"]
        assert sink.bodies == [{"word": "hello"}]

    def test_unknown_ones(self, sandbox):
        with pytest.raises(UnknownDelivery):
            sandbox.webhooks.resend("nope")
        with pytest.raises(ValueError, match="no service"):
            sandbox.webhooks.register("nope", "http://127.0.0.1/")
        with pytest.raises(ValueError, match="no tenant"):
            sandbox.webhooks.register("toy", "http://127.0.0.1/", "nope")


class TestTime:
    def test_what_is_put_off_happens_in_the_order_of_its_time(self, sandbox, http, sink):
        sandbox.webhooks.register("toy", sink.url)
        http.post("/toy/tell/later")
        assert [one.name for one in sandbox.deliveries()] == ["TOLD"]
        assert sink.bodies == [{"word": "soon"}]
        sandbox.clock.advance(59)
        assert len(sandbox.deliveries()) == 1
        sandbox.clock.advance(1)
        assert len(sandbox.deliveries()) == 2
        assert sink.bodies[-1] == {"word": "late"}

    def test_a_reset_forgets_what_was_put_off(self, sandbox, http, sink):
        http.post("/toy/tell/later")
        sandbox.reset()
        sandbox.webhooks.register("toy", sink.url)
        sandbox.clock.advance(3600)
        assert sandbox.deliveries() == []

    def test_a_running_clock_needs_no_call(self, sink):
        with inside_sandbox(emulators=[TellingEmulator()]) as sandbox:
            sandbox.webhooks.register("toy", sink.url)
            due = sandbox.clock.now() + timedelta(seconds=0.05)
            sandbox.work(lambda work: work.schedule(due, "toy", "default", "tell", {"word": "by itself"}))
            assert until(lambda: sink.got)
        assert sink.bodies == [{"word": "by itself"}]


class TestControl:
    def test_webhooks_over_http(self, sandbox, http, sink):
        body = {"provider": "toy", "url": sink.url, "settings": {"key": "CANARY"}}
        webhook = http.post("/_sandbox/webhooks", json=body).json()
        assert http.get("/_sandbox/webhooks?provider=toy").json() == [webhook]
        http.post("/toy/tell/hello")
        sandbox.deliveries()
        [delivery] = http.get("/_sandbox/deliveries?provider=toy&transaction=hello").json()
        assert (delivery["state"], delivery["headers"]) == ("delivered", {"Authorization": "(hidden)"})
        assert http.post(f"/_sandbox/deliveries/{delivery['id']}/resend").json()["state"] == "pending"
        sandbox.deliveries()
        [delivery] = http.get("/_sandbox/deliveries").json()
        assert [one["status"] for one in delivery["attempts"]] == [200, 200]
        assert "CANARY" not in http.get("/_sandbox/deliveries").text + http.get("/_sandbox/webhooks").text
        assert http.delete(f"/_sandbox/webhooks/{webhook['id']}").json() == {"removed": True}
        assert http.delete(f"/_sandbox/webhooks/{webhook['id']}").status_code == 404
        assert http.post("/_sandbox/deliveries/nope/resend").status_code == 404

    def test_the_clock_over_http(self, sandbox, http):
        assert http.get("/_sandbox/clock").json() == {"time": START.isoformat(), "frozen": True}
        moved = http.post("/_sandbox/clock/advance", json={"seconds": 90}).json()
        assert moved == {"time": (START + timedelta(seconds=90)).isoformat(), "frozen": True}
        assert http.put("/_sandbox/clock", json={"frozen": False}).json()["frozen"] is False
        assert http.put("/_sandbox/clock", json={"time": START.isoformat(), "frozen": True}).json() == {
            "time": START.isoformat(),
            "frozen": True,
        }
        assert http.post("/_sandbox/clock/advance", json={"seconds": -1}).status_code == 400
        assert http.put("/_sandbox/clock", json={"time": "yesterday"}).status_code == 400

    def test_a_clock_moved_by_a_call_fires_at_once(self, sandbox, http, sink):
        sandbox.webhooks.register("toy", sink.url)
        http.post("/toy/tell/later")
        http.post("/_sandbox/clock/advance", json={"seconds": 60})
        assert len(sandbox.deliveries()) == 2
        assert json_response(sink.bodies).body == b'[{"word":"soon"},{"word":"late"}]'
