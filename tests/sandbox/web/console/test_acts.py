"""What the console's buttons do, and what they refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from esignkit.sandbox.domain.model import PartyState, Stage
from esignkit.sandbox.emulators import strictness
from esignkit.sandbox.fault_rules import EFFECTS
from tests import local_http
from tests.sandbox.sink import Sink
from tests.sandboxes import emptied, running_sandbox

from .support import CLIENTS, Page, client_of, page_of, sent

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
running = running_sandbox(start=START, scope="module")


@pytest.fixture
def sandbox(running):
    return emptied(running, START)


@pytest.fixture
def browser(sandbox):
    with client_of(sandbox) as client:
        yield client


class TestTransactions:
    @pytest.mark.parametrize("service", CLIENTS)
    @pytest.mark.parametrize(
        ("act", "stage", "states"),
        [
            ("sign", Stage.OPEN, [PartyState.SIGNED, PartyState.PENDING]),
            ("sign_all", Stage.COMPLETED, [PartyState.SIGNED, PartyState.SIGNED]),
            ("decline", Stage.DECLINED, [PartyState.DECLINED, PartyState.PENDING]),
            ("expire", Stage.EXPIRED, [PartyState.PENDING, PartyState.PENDING]),
            ("cancel", Stage.CANCELLED, [PartyState.PENDING, PartyState.PENDING]),
        ],
    )
    def test_each_button_does_what_it_says_or_is_not_there(self, sandbox, browser, service, act, stage, states):
        address = page_of(made := sent(sandbox.account, service))
        first = sandbox.transaction(made).parties[0]
        offered = {one["value"] for one in Page(browser.get(address).text).all("button") if one.get("name") == "act"}
        response = browser.post(address, data={"act": act, "signer": first.id, "reason": "Too dear"})
        transaction = sandbox.transaction(made)
        if act in offered:
            assert (response.status_code, response.headers["location"]) == (303, address)
            assert (transaction.stage, [party.state for party in transaction.parties]) == (stage, states)
        else:
            assert (service, act) in {("ignisign", "decline"), ("esignlive", "cancel")}
            assert response.status_code == 409
            assert "note bad" in response.text
            assert (transaction.stage, transaction.parties[0].state) == (Stage.OPEN, PartyState.PENDING)

    def test_a_reason_is_kept_and_shown(self, sandbox, browser):
        address = page_of(made := sent(sandbox.account, "esignlive"))
        browser.post(address, data={"act": "decline", "reason": "Too <dear>"})
        assert sandbox.transaction(made).parties[0].reason == "Too <dear>"
        assert "Too <dear>" in Page(browser.get(address).text).text

    def test_what_has_ended_has_no_buttons_and_takes_none(self, sandbox, browser):
        address = page_of(made := sent(sandbox.account, "constellation1"))
        sandbox.sign_all(made)
        assert not [one for one in Page(browser.get(address).text).all("button") if one.get("name") == "act"]
        for act in ("sign", "sign_all", "decline", "expire", "cancel"):
            response = browser.post(address, data={"act": act})
            assert response.status_code == 409
            assert "only what is open can be" in response.text

    def test_pressing_twice_signs_once(self, sandbox, browser):
        address = page_of(made := sent(sandbox.account, "esignlive"))
        signer = sandbox.transaction(made).parties[0].id
        answers = [browser.post(address, data={"act": "sign", "signer": signer}).status_code for _ in range(2)]
        assert answers == [303, 409]
        assert [event.kind for event in sandbox.work(lambda work: work.events(made))].count("signed") == 1

    @pytest.mark.parametrize("data", [{}, {"act": ""}, {"act": "delete"}])
    def test_there_are_no_other_buttons(self, sandbox, browser, data):
        assert browser.post(page_of(sent(sandbox.account, "esignlive")), data=data).status_code == 404


class TestWebhooks:
    def test_register_post_resend_remove(self, sandbox, browser):
        with Sink() as sink:
            form = {"service": "constellation1", "url": sink.url, "tenant": "default"}
            assert browser.post("/console/webhooks", data=form).status_code == 303
            address = page_of(sent(sandbox.account, "constellation1"))
            (first, *_) = deliveries = sandbox.deliveries()
            for path in ("/console/webhooks", address):
                text = Page(browser.get(path).text).text
                assert text.count("answered 200") == len(deliveries)
                assert first.name in text
            sink.status = 500
            response = browser.post(f"/console/deliveries/{first.id}/resend", data={"from": "transaction"})
            assert response.headers["location"] == f"{address}#deliveries"
            assert [len(one.attempts) for one in sandbox.deliveries() if one.id == first.id] == [2]
            assert "answered 500" in browser.get(address).text
            (webhook,) = sandbox.webhooks.all()
            assert browser.post(f"/console/webhooks/{webhook.id}/remove").status_code == 303
            assert sandbox.webhooks.all() == []
            assert browser.post(f"/console/webhooks/{webhook.id}/remove").status_code == 404

    @pytest.mark.parametrize(
        "form",
        [
            {"service": "esignlive", "url": "http://evil.example/hook"},
            {"service": "esignlive", "url": "file:///etc/passwd"},
            {"service": "none", "url": "http://127.0.0.1:1/"},
            {"service": "esignlive", "url": "http://127.0.0.1:1/", "tenant": "none"},
            {},
        ],
    )
    def test_what_cannot_be_registered_is_said_and_stays_in_the_form(self, sandbox, browser, form):
        response = browser.post("/console/webhooks", data=form)
        assert response.status_code == 422
        page = Page(response.text)
        assert [one["value"] for one in page.all("input") if one.get("id") == "url"] == [form.get("url", "")]
        assert 'role="alert"' in response.text
        assert sandbox.webhooks.all() == []

    def test_no_such_delivery(self, browser):
        assert browser.post("/console/deliveries/none/resend").status_code == 404


class TestFaults:
    def test_a_rule_by_form(self, sandbox, browser):
        form = {
            "effect": "status",
            "provider": "esignlive",
            "operation": "POST /packages",
            "stage": "after-commit",
            "times": "",
            "nth": "2",
            "probability": "0.5",
            "seed": "7",
            "status": "503",
            "retry_after": "1.5",
            "body": "<h1>Full",
            "tenant": "default",
            "seconds": "",
        }
        assert browser.post("/console/faults", data=form).status_code == 303
        (rule,) = sandbox.work(lambda _: sandbox.app.faults.rules)
        assert (rule.effect, rule.provider, rule.operation, rule.stage) == (
            "status",
            "esignlive",
            "packages.create",
            "after-commit",
        )
        assert (rule.times, rule.nth, rule.probability, rule.seed) == (None, 2, 0.5, 7)
        assert (rule.status, rule.retry_after, rule.body, rule.tenant, rule.seconds) == (
            503,
            1.5,
            "<h1>Full",
            "default",
            None,
        )
        assert "packages.create" in browser.get("/console/faults").text

    def test_every_choice_of_the_form_can_be_given(self, sandbox, browser):
        page = Page(browser.get("/console/faults").text)
        assert set(EFFECTS) <= {one["value"] for one in page.all("option")}
        for effect in EFFECTS:
            form = {"effect": effect, "stage": "before-commit", "times": "1"}
            if effect == "status":
                form["status"] = "500"
            assert browser.post("/console/faults", data=form).status_code == 303, effect
        assert browser.post("/console/faults/clear").status_code == 303
        assert sandbox.app.faults.rules == ()

    def test_what_fired_is_shown_and_one_rule_removed(self, sandbox, browser):
        sandbox.faults.clear()
        sandbox.faults.add("502", "esignlive", "packages.overview")
        sandbox.faults.add("503", "ignisign")
        headers = {"authorization": f"Basic {sandbox.esignlive.api_key}"}
        assert browser.get("/esl/api/packages/overview", headers=headers).status_code == 502
        page = browser.get("/console/faults").text
        assert "1 of 1" in page
        assert "0 of 1" in page
        (number, _) = sandbox.app.faults.numbered
        assert browser.post(f"/console/faults/{number}/remove").status_code == 303
        assert [rule.effect for rule in sandbox.app.faults.rules] == ["503"]
        assert browser.post(f"/console/faults/{number}/remove").status_code == 404
        assert len(sandbox.faults.fired()) == 1

    @pytest.mark.parametrize(
        "form",
        [
            {"effect": "explode"},
            {"effect": "502", "operation": "packages.creat"},
            {"effect": "502", "times": "many"},
            {"effect": "502", "times": "1.5"},
            {"effect": "502", "probability": "2"},
            {"effect": "502", "nth": "0"},
            {"effect": "status"},
            {"effect": "429", "stage": "after-commit"},
            {},
        ],
    )
    def test_what_cannot_mean_anything_is_refused(self, sandbox, browser, form):
        sandbox.faults.clear()
        response = browser.post("/console/faults", data=form)
        assert response.status_code == 422
        assert 'role="alert"' in response.text
        assert "?." not in response.text
        assert sandbox.app.faults.rules == ()


class TestClock:
    @pytest.mark.parametrize(
        ("act", "moved"), [("hour", timedelta(hours=1)), ("day", timedelta(days=1)), ("freeze", timedelta())]
    )
    def test_a_step(self, sandbox, browser, act, moved):
        response = browser.post("/console/clock", data={"act": act})
        assert response.status_code == 303
        assert sandbox.clock.now() == START + moved
        assert (START + moved).strftime("%Y-%m-%d %H:%M:%S") in browser.get("/console/clock").text

    def test_any_time(self, sandbox, browser):
        browser.post("/console/clock", data={"act": "set", "time": "2027-01-01T10:30"})
        assert sandbox.clock.now() == datetime(2027, 1, 1, 10, 30, tzinfo=UTC)

    def test_it_goes_on(self, sandbox, browser):
        browser.post("/console/clock", data={"act": "resume"})
        assert not sandbox.clock.is_frozen
        assert "Freeze" in browser.get("/console/clock").text
        browser.post("/console/clock", data={"act": "freeze"})
        assert sandbox.clock.is_frozen

    @pytest.mark.parametrize(
        "form", [{"act": "next"}, {"act": "set", "time": "soon"}, {"act": "set"}, {"act": "back"}, {}]
    )
    def test_what_cannot_be(self, sandbox, browser, form):
        assert browser.post("/console/clock", data=form).status_code == 422
        assert sandbox.clock.now() == START

    def test_the_next_thing_is_named_and_happens(self, sandbox, browser):
        key = {"authorization": f"Basic {sandbox.esignlive.api_key}"}
        address = page_of(made := sent(sandbox.account, "esignlive", title="Lease 7"))

        def due(work):
            transaction = work.transaction(made)
            transaction.due = START + timedelta(days=3)
            work.save(transaction)

        sandbox.work(due)
        page = Page(browser.get("/console/clock").text)
        assert "Lease 7" in page.text
        assert "2026-03-04 12:00:00" in page.text
        assert "it expires" in page.text
        assert address in [one["href"] for one in page.all("a")]
        assert browser.post("/console/clock", data={"act": "next"}).status_code == 303
        assert (
            local_http.get(f"{sandbox.esignlive.base_url}/packages/{made}", headers=key).json()["status"] == "EXPIRED"
        )
        assert "Nothing waits" in browser.get("/console/clock").text


class TestSwitches:
    @pytest.mark.parametrize("service", CLIENTS)
    def test_all_are_there_as_they_stand_with_a_sentence_each(self, sandbox, browser, service):
        page = Page(browser.get("/console/switches").text)
        fields = {one.get("id") for tag in ("select", "input") for one in page.all(tag)}
        for name in sandbox.switch(service):
            assert f"{service}-{name}" in fields
        emulator = next(one for one in sandbox.app.emulators if one.provider == service)
        rows = list(strictness.switch_table(emulator))
        assert {row.name: row.default for row in rows} == sandbox.switch(service)
        assert all(row.about.endswith(".") for row in rows)

    @pytest.mark.parametrize(
        ("service", "form", "values"),
        [
            ("esignlive", {"ids": "uuid", "empty": "204"}, {"ids": "uuid", "empty": 204}),
            ("ignisign", {"keys_in_version_3": "true", "page_size": "7"}, {"keys_in_version_3": True, "page_size": 7}),
            (
                "constellation1",
                {"race_seconds": "2.5", "error_prefix": "false"},
                {"race_seconds": 2.5, "error_prefix": False},
            ),
        ],
    )
    def test_a_form_sets_them_for_one_tenant(self, sandbox, browser, service, form, values):
        other = sandbox.create_account().tenant
        response = browser.post(f"/console/switches/{service}", data={**form, "tenant": other})
        assert response.headers["location"] == f"/console/switches?tenant={other}#{service}"
        assert {name: sandbox.switch(service, other)[name] for name in values} == values
        assert {name: sandbox.switch(service)[name] for name in values} != values
        assert browser.get("/console/switches", params={"tenant": other}).text.count("switch changed") == len(values)

    @pytest.mark.parametrize(
        ("path", "form", "status"),
        [
            ("esignlive", {"ids": "short"}, 422),
            ("ignisign", {"page_size": "0"}, 422),
            ("ignisign", {"page_size": "many"}, 422),
            ("constellation1", {"error_prefix": "perhaps"}, 422),
            ("esignlive", {"tenant": "none"}, 404),
            ("none", {}, 404),
            ("sandbox", {}, 404),
        ],
    )
    def test_what_cannot_be_set(self, browser, path, form, status):
        assert browser.post(f"/console/switches/{path}", data=form).status_code == status
