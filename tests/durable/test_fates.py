"""Whatever becomes of each request, and of its worker: nothing is done twice, nothing is lost, no doubt is forgotten."""

from __future__ import annotations

import contextlib
import itertools
from typing import Any

import pytest
from attrs import define, field
from hypothesis import given, settings
from hypothesis import strategies as st

from esignkit.core.flow import Response
from esignkit.durable import Journal
from esignkit.errors import NotSentError
from esignkit.esignlive import Package
from tests.durable import recorded_flows as flows
from tests.durable.runs import ESIGNLIVE, IGNISIGN, Killed, Runs
from tests.durable.test_doubt import ALREADY
from tests.inside import watch_writes
from tests.support import LOST, REFUSED, Sent, reply
from tests.trials import SIZE

FATES = {
    # name: whether the service does it, and what comes back
    "answered": (True, None),
    "lost after it": (True, LOST),
    "lost before it": (False, LOST),
    "500 after it": (True, reply(500)),
    "503 before it": (False, reply(503)),
    "cut off": (True, reply(200, b'{"id": "p')),
    "not sent": (False, REFUSED),
    "refused": (False, reply(403)),
    "throttled": (False, reply(429, {}, {"retry-after": "1"})),
    "throttled for long": (False, reply(429, {}, {"retry-after": "900"})),
    "hook after it": (True, RuntimeError("a hook of the caller's")),
    "hook's own call after it": (True, NotSentError("a call of a hook's")),
    "killed after it": (True, Killed()),
    "killed before it": (False, Killed()),
}
"""What becomes of a write."""
LOOKS = {"truth": None, "down": reply(500), "unreachable": REFUSED, "killed": Killed()}
"""What becomes of a look-up; `gap` is one that shows less than there is."""


@define(eq=False)
class Service:
    """Packages that are created, sent and deleted; it notes what it did."""

    writes: list[str]
    looks: list[str]
    ledger: list[str] = field(factory=list[str])
    packages: dict[str, dict[str, Any]] = field(factory=dict[str, dict[str, Any]])

    def answer(self, sent: Sent) -> Response:
        target = sent.target.partition("?")[0]
        if sent.method == "GET":
            return self._look(target)
        done, answer = FATES[self.writes.pop(0) if self.writes else "answered"]
        told = self._do(sent, target) if done else reply()
        return told if answer is None else _given(answer)

    def _look(self, target: str) -> Response:
        look = self.looks.pop(0) if self.looks else "truth"
        is_list = target == "/packages"
        if look == "gap" and target == CONTEXT:
            return reply(404)
        if look == "gap":
            return reply(200, {"count": 3, "results": []} if is_list else {"id": "p-1", "status": "STRANGE"})
        if (fate := LOOKS[look]) is not None:
            return _given(fate)
        if target == CONTEXT:
            return reply(200, {"_id": "r-1", "status": "IN_PROGRESS" if self.ledger else "DRAFT"})
        if is_list:
            return reply(200, {"count": len(self.packages), "results": list(self.packages.values())})
        found = self.packages.get(target.rpartition("/")[2])
        return reply(404, {"messageKey": "error.notFound.package"}) if found is None else reply(200, found)

    def _do(self, sent: Sent, target: str) -> Response:
        if target == "/packages":
            new_id = f"p-{len(self.ledger) + 1}"
            made = {"id": new_id, "status": "DRAFT", "created": "2027-01-15T08:00:01Z"}
            self.packages[new_id] = sent.json | made
            self.ledger.append("create")
            return reply(200, {"id": new_id})
        if target.endswith("/publish"):
            if self.ledger:
                return ALREADY
            self.ledger.append("publish")
            return reply(200, {"signatureRequestId": "r-1"})
        package_id = target.rpartition("/")[2]
        if package_id not in self.packages:
            return reply(404, {"messageKey": "error.notFound.package"})
        if sent.method == "DELETE":
            del self.packages[package_id]
            self.ledger.append("delete")
            return reply(200, {})
        self.packages[package_id]["status"] = "SENT"
        self.ledger.append("send")
        return reply(200, {"id": package_id, "status": "SENT"})


def _given(answer: Response | BaseException) -> Response:
    if isinstance(answer, BaseException):
        raise answer.with_traceback(None)
    return answer


CANCELLED: list[bool] = []
"""Whether the worker is cancelled when it writes the next intents down."""


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Journal:
    def cancel(steps: Any) -> None:
        about_to_send = any(step.state == "intent" and "error" not in step.extra for step in steps)
        if about_to_send and CANCELLED and CANCELLED.pop(0):
            raise Killed

    made = Journal(tmp_path_factory.mktemp("fates") / "runs.sqlite", settle=0)
    watch_writes(made, after=cancel)
    return made


KEYS = itertools.count()
PLANS = {
    "create": lambda: flows.PACKAGES.create(Package(name="Lease")),
    "create and send": lambda: flows.create_and_send("Lease"),
    "clean up": flows.cleans_up,
    "publish": lambda: flows.REQUESTS.publish("r-1"),
}
CALLS = {"create": "packages.create", "send": "packages.send", "publish": "signature_requests.publish"}
CONTEXT = "/v3/signature-requests/r-1/context"


@settings(max_examples=100 if SIZE else 40, deadline=None)
@given(
    st.sampled_from(sorted(PLANS)),
    st.lists(st.sampled_from(sorted(FATES)), max_size=7),
    st.lists(st.sampled_from([*sorted(LOOKS), "gap"]), max_size=7),
    st.lists(st.booleans(), max_size=4),
)
def test_nothing_is_done_twice_or_lost_and_no_doubt_is_forgotten(
    journal: Journal, plan: str, writes: list[str], looks: list[str], cancelled: list[bool]
) -> None:
    service, key = Service(list(writes), list(looks)), f"run-{next(KEYS)}"
    CANCELLED[:] = cancelled
    runs = Runs(journal, IGNISIGN if plan == "publish" else ESIGNLIVE)
    for _ in range(30):
        with contextlib.suppress(Killed, Exception):
            runs.run(PLANS[plan](), *[service.answer] * 100, key=key)
        info = journal.get(key)
        assert info is not None
        assert service.ledger.count("create") <= 1
        assert service.ledger.count("send") <= 1
        wanted = plan if plan in CALLS else "send"
        has_done = wanted in service.ledger
        if info.state.value == "done":
            assert has_done
            return
        if has_done:
            assert info.step == CALLS[wanted], "it was done, and its doubt is forgotten"
            assert info.state.value != "failed"
        if info.state.value == "failed" or "delete" in service.ledger:  # it cleaned up: a person decides
            assert plan == "clean up"
            return
    raise AssertionError("it does not come to an end")
