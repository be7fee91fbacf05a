"""Sending in several calls: where it stops, how it goes on, and that the service carries out each of them once."""

from __future__ import annotations

import asyncio
import functools
import pickle
from collections import Counter
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest

from esignkit.agreements import (
    Agreement,
    AgreementEndedError,
    AsyncAgreements,
    Box,
    SendInterruptedError,
    SendProgress,
    Status,
    UnsupportedError,
)
from esignkit.agreements.steps import Sending
from esignkit.constellation1.models.responses import SessionResponse
from esignkit.core.flow import Effect, Flow, Response, Send, Steps
from esignkit.core.operation import Json, Operation, Repeat
from esignkit.core.watching import Watched, Watcher
from esignkit.errors import DecodeError, ESignError, NotFoundError, OutcomeUnknownError
from esignkit.ignisign.models.signers import SignerCreated
from esignkit.runners.async_exchange import AsyncConnections
from esignkit.runners.sync_exchange import SyncConnections
from esignkit.types import Outcome, Secret
from tests.agreements.support import ADA, BOB, SERVICES, Case, Hurried, document, lease, open_case
from tests.agreements.support import party as somebody

if TYPE_CHECKING:
    from esignkit.runners.client import SyncClient
    from esignkit.sandbox import Sandbox, SandboxAccount

WRITES = {
    "constellation1": ["sessions.create", "sessions.start"],
    "ignisign": [
        "signers.create",
        "signers.create",
        "signature_requests.create",
        "documents.create",
        "documents.create",
        "documents.upload",
        "documents.upload",
        "signature_requests.update",
        "signature_requests.publish",
    ],
    "esignlive": [
        "packages.create",
        "approvals.add",
        "approvals.add",
        "reminders.create",
        "packages.send",
    ],
}
"""What sending the agreement below carries out at the service, in this order."""
FOUND = {
    "constellation1": {"sessions.create", "sessions.start"},
    "ignisign": {"documents.upload", "signature_requests.publish"},
    "esignlive": {"packages.create", "approvals.add", "packages.send", "reminders.create"},
}
"""The calls of which the service shows whether they were carried out."""
REPEATED = "signature_requests.update"
"""The one call that may be carried out twice, and that the client therefore makes again by itself."""
LOOKED_UP = "signature_requests.publish"
"""The one call that looks by itself what became of it when its response was lost."""
MARKED = "packages.create"
"""The one call that is told apart by an id that it gets when it is sent, and that nobody knows who was broken off."""
CALLS = [
    (service, number, name, WRITES[service][:number].count(name) + 1)
    for service in SERVICES
    for number, name in enumerate(WRITES[service])
]
LOST = [row for row in CALLS if row[2] != REPEATED]


def whole(service: str) -> Agreement:
    parties, reminders = [ADA, BOB], {"remind_every": 3} if service == "esignlive" else {}
    if service == "esignlive":
        parties = [
            somebody(
                ADA,
                sign=[
                    Box(1, 50, 50),
                ],
            ),
            BOB,
        ]
    documents = [document(parties), document(parties, "annex.pdf")]
    return lease(parties=parties, documents=documents, reference="steps-1", **reminders)


def run(case: Case, **more: Any) -> Any:
    """Send it; no pause takes time."""
    return case.sign.client.run(Hurried(case.sign.plan.send(whole(case.service), **more)))


def stopped(case: Case, **more: Any) -> SendInterruptedError:
    with pytest.raises(SendInterruptedError) as caught:
        run(case, **more)
    error = caught.value
    assert error.step in str(error)
    assert error.__cause__ is error.cause
    assert error.progress.service == case.service
    assert all(step in str(error) for step in error.progress.steps)
    return error


def test_its_errors_pickle(sandbox: Sandbox):
    case = open_case("esignlive", sandbox)
    with case.sign as sign:
        sandbox.faults.add("reset", "esignlive", "packages.create", tenant=case.account.tenant)
        interrupted = stopped(case)
        sent = sign.send(lease())
        sign.cancel(sent.id)
        with pytest.raises(AgreementEndedError) as ended:
            sign.wait(sent.id, timeout=0)
        with pytest.raises(UnsupportedError) as unsupported:
            sign.send(lease(parties=[]))
    for error in (interrupted, ended.value, unsupported.value):
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), str(copy), copy.outcome) == (type(error), str(error), error.outcome)
    assert pickle.loads(pickle.dumps(interrupted)).progress == interrupted.progress
    assert pickle.loads(pickle.dumps(ended.value)).state == ended.value.state
    assert pickle.loads(pickle.dumps(unsupported.value)).problems == unsupported.value.problems


def carried(progress: SendProgress) -> SendProgress:
    copy: SendProgress = pickle.loads(pickle.dumps(progress))
    assert copy == progress
    assert (copy.in_doubt is None) == (progress.in_doubt is None)
    return copy


@pytest.mark.parametrize("service", SERVICES)
def test_sending_carries_out_these_calls(service: str, sandbox: Sandbox):
    case = open_case(service, sandbox)
    with case.sign:
        run(case)
    assert case.writes() == WRITES[service]


@pytest.mark.parametrize("service", SERVICES)
def test_it_goes_on_after_a_refusal_of_each_call(service: str, sandbox: Sandbox):
    for _, number, name, nth in (row for row in CALLS if row[0] == service):
        case = open_case(service, sandbox)
        with case.sign:
            sandbox.faults.add("status", service, name, status=400, body="{}", nth=nth, tenant=case.account.tenant)
            error = stopped(case)
            assert error.outcome is Outcome.REJECTED, name
            assert case.writes() == WRITES[service][:number]
            assert error.progress.in_doubt is None
            assert ("Nothing was made" in str(error)) == (not error.progress.done)
            assert ("resume=error.progress goes on" in str(error)) == bool(error.progress.done)
            sent = run(case, resume=carried(error.progress))
            assert case.writes() == WRITES[service], name
            assert case.sign.state(sent.id).status is Status.OPEN
            assert len(sent.parties) == 2


@pytest.mark.parametrize("service", SERVICES)
def test_it_finds_out_about_each_call_that_did_not_get_through(service: str, sandbox: Sandbox):
    """The connection broke before the service did anything, which the caller cannot know."""
    for _, number, name, nth in (row for row in LOST if row[0] == service):
        case = open_case(service, sandbox)
        with case.sign:
            sandbox.faults.add("reset", service, name, nth=nth, tenant=case.account.tenant)
            error = stopped(case)
            assert case.writes() == WRITES[service][:number], name
            assert isinstance(error.progress.in_doubt, OutcomeUnknownError)
            assert error.outcome is Outcome.AMBIGUOUS
            progress = carried(error.progress)
            if name not in FOUND[service]:
                assert "without_doubt" in str(stopped(case, resume=progress))
                assert case.writes() == WRITES[service][:number]
                progress = progress.without_doubt()
            sent = run(case, resume=progress)
            assert case.writes() == WRITES[service], name
            assert case.sign.state(sent.id).status is Status.OPEN


@pytest.mark.parametrize("service", SERVICES)
def test_it_finds_out_about_each_call_whose_response_was_lost(service: str, sandbox: Sandbox):
    for _, number, name, nth in (row for row in LOST if row[0] == service):
        case = open_case(service, sandbox)
        with case.sign:
            sandbox.faults.add("reset", service, name, stage="after-commit", nth=nth, tenant=case.account.tenant)
            if name == LOOKED_UP:
                run(case)
                assert case.writes() == WRITES[service]
                continue
            error = stopped(case)
            done = WRITES[service][: number + 1]
            assert case.writes() == done, name
            progress = carried(error.progress)
            if name not in FOUND[service]:
                again = stopped(case, resume=progress)
                assert "What became of it cannot be told" in str(again), name
                assert case.writes() == done
                continue
            sent = run(case, resume=progress)
            assert case.writes() == WRITES[service], name
            assert Counter(case.writes()) == Counter(WRITES[service])
            assert case.sign.state(sent.id).status is Status.OPEN
            assert sent.id == case.sign.find("steps-1")[0].id


@pytest.mark.parametrize("stage", ["before-commit", "after-commit"])
def test_a_call_that_may_be_repeated_is(stage: Any, sandbox: Sandbox):
    case = open_case("ignisign", sandbox)
    with case.sign:
        sandbox.faults.add("reset", "ignisign", REPEATED, stage=stage, tenant=case.account.tenant)
        run(case)
        assert case.writes().count(REPEATED) == (1 if stage == "before-commit" else 2)


@pytest.mark.parametrize("service", SERVICES)
def test_only_the_same_agreement_goes_on(service: str, sandbox: Sandbox):
    case = open_case(service, sandbox)
    with case.sign as sign:
        sandbox.faults.add("status", service, WRITES[service][-1], status=400, body="{}", tenant=case.account.tenant)
        progress = stopped(case).progress
        assert progress.agreement_id
        before = case.writes()
        same, later = whole(service), datetime.now(UTC).date() + timedelta(days=30)
        others = [
            attrs.evolve(same, **change)
            for change in (
                {"title": "Another"},
                {"message": "Hello"},
                {"reference": "steps-2"},
                {"expires_at": later},
            )
        ]
        for other in (*others, attrs.evolve(same, documents=same.documents[:1]), "an id"):
            with pytest.raises(ValueError, match="resume is of another agreement or service"):
                sign.send(other, resume=progress)
        name = next(one for one in SERVICES if one != service)
        with open_case(name, sandbox).sign as elsewhere, pytest.raises(ValueError, match="or service"):
            elsewhere.send(whole(service), resume=progress, allow_loss={"reminders", "box"})
        assert case.writes() == before


@pytest.mark.parametrize("service", SERVICES)
def test_a_draft_is_sent_by_its_id(service: str, sandbox: Sandbox):
    case = open_case(service, sandbox)
    with case.sign as sign:
        draft = sign.create(lease(parties=[ADA, BOB]))
        assert sign.state(draft.id).status is Status.DRAFT
        assert [party.email for party in draft.parties] == [ADA.email, BOB.email]
        last = WRITES[service][-1]
        assert last not in case.writes()
        sandbox.faults.add("reset", service, last, tenant=case.account.tenant)
        with pytest.raises(SendInterruptedError) as caught:
            sign.send(draft.id)
        sent = sign.client.run(Hurried(sign.plan.send(draft.id, resume=carried(caught.value.progress))))
        assert sent.id == draft.id
        assert case.writes().count(last) == 1
        assert sign.state(draft.id).status is Status.OPEN


def test_secrets_of_embedded_signers_are_in_the_progress_and_nowhere_to_be_seen(sandbox: Sandbox):
    case = open_case("ignisign", sandbox)
    agreement = lease(parties=[somebody(ADA, delivery="embedded")])
    with case.sign as sign:
        sandbox.faults.add(
            "status", "ignisign", "signature_requests.publish", status=400, body="{}", tenant=case.account.tenant
        )
        with pytest.raises(SendInterruptedError) as caught:
            sign.send(agreement)
        progress = carried(caught.value.progress)
        secrets = [
            part.reveal()
            for made in progress.done.values()
            if isinstance(made, tuple)
            for part in made
            if isinstance(part, Secret)
        ]
        assert secrets
        assert all(secret not in text for secret in secrets for text in (repr(progress), str(caught.value)))
        sent = sign.send(agreement, resume=progress)
        assert sent.parties[0].sign_url is not None
        assert all(secret not in repr(sent) for secret in secrets)


@pytest.mark.parametrize("service", SERVICES)
def test_a_file_that_is_not_there_is_said_before_anything_is_sent(service: str, sandbox: Sandbox, tmp_path: Any):
    case = open_case(service, sandbox)
    with case.sign as sign, pytest.raises(FileNotFoundError, match="nowhere"):
        sign.send(lease(documents=[tmp_path / "nowhere.pdf"]))
    assert case.writes() == []


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_not_there_is_not_found(service: str, sandbox: Sandbox):
    unknown = {"constellation1": "11111111-1111-4111-8111-111111111111", "ignisign": "5" * 24}.get(service, "nothing=")
    with open_case(service, sandbox).sign as sign:
        for call in (sign.state, sign.evidence, sign.cancel):
            with pytest.raises(NotFoundError):
                call(unknown)
        sent = sign.send(lease())
        if service != "ignisign":
            with pytest.raises((NotFoundError, UnsupportedError), match=r"cyd@example.com.*ada@example.com|invite_url"):
                sign.sign_url(sent.id, "cyd@example.com")
            with pytest.raises(NotFoundError, match=r"cyd@example.com.*ada@example.com"):
                sign.remind(sent.id, party="cyd@example.com")
        sign.cancel(sent.id)
        with pytest.raises(AgreementEndedError, match=r"ended as|nobody can sign it"):
            sign.wait(sent.id, timeout=0)


@attrs.frozen(eq=False)
class Garbled(Flow[Any]):
    """A flow in which the answer to one write cannot be used, although the service carried it out."""

    flow: Flow[Any]
    case: Case
    number: int

    def __iter__(self) -> Generator[Effect, Any, Any]:
        steps = iter(self.flow)
        effect, is_over = next(steps), False
        while True:
            try:
                result = yield effect
                if not is_over and len(self.case.writes()) > self.number:
                    is_over = True
                    msg = "a member cannot be read"
                    raise DecodeError(msg, operation="the call", provider="The service")
            except Exception as error:
                step: Callable[[], Effect] = functools.partial(steps.throw, error)
            else:
                step = functools.partial(steps.send, result)
            try:
                effect = step()
            except StopIteration as stop:
                return stop.value


KEPT = {"sessions.create", "signers.create", "signature_requests.create", "documents.create", "packages.create"}
"""The calls that make something whose id the next steps need."""
LOOKED_FOR = {"signature_requests.publish", "reminders.create"}
"""The calls that are looked for at the service when the error does not tell what became of them."""


@pytest.mark.parametrize("service", SERVICES)
def test_a_call_that_was_carried_out_is_not_made_again_when_its_answer_cannot_be_used(service: str, sandbox: Sandbox):
    for _, number, name, _ in (row for row in CALLS if row[0] == service):
        case = open_case(service, sandbox)
        with case.sign as sign:
            with pytest.raises(SendInterruptedError) as caught:
                sign.client.run(Hurried(Garbled(sign.plan.send(whole(service)), case, number)))
            assert caught.value.outcome is Outcome.DONE, name
            progress = carried(caught.value.progress)
            assert (progress.in_doubt is not None) == (name in KEPT | LOOKED_FOR), name
            if name in KEPT:
                again = stopped(case, resume=progress)
                assert "It is not made a second time: the service carried the call out" in str(again)
                assert again.outcome is Outcome.DONE
                assert case.writes() == WRITES[service][: number + 1], name
                continue
            run(case, resume=progress)
            assert case.writes() == WRITES[service], name


@pytest.mark.parametrize(
    ("answer", "keep", "text"),
    [
        (SignerCreated(), lambda created: created.signer_id, "signer_id"),
        (SessionResponse(), lambda response: response.session_id, "names no session"),
    ],
)
def test_an_answer_without_an_id_is_no_reason_to_make_it_again(answer: Any, keep: Any, text: str):
    def call() -> Steps[Any]:
        yield from ()
        return answer

    progress = SendProgress(service="a service", digest="")
    for words in (text, "It is not made a second time"):
        with pytest.raises(SendInterruptedError, match=words) as caught:
            list(Sending("agreements.send", "A service", progress).step("create", call(), keep))
        assert caught.value.outcome is Outcome.DONE
        progress = carried(caught.value.progress)


def test_what_was_done_is_looked_for_and_never_made_again(sandbox: Sandbox):
    """A read after it may not show it yet."""
    case = open_case("esignlive", sandbox)
    with case.sign as sign:
        number = WRITES["esignlive"].index("reminders.create")
        with pytest.raises(SendInterruptedError) as caught:
            sign.client.run(Hurried(Garbled(sign.plan.send(whole("esignlive")), case, number)))
        sandbox.faults.add(
            "status", "esignlive", "reminders.get", status=200, body="", times=None, tenant=case.account.tenant
        )
        again = stopped(case, resume=caught.value.progress)
        assert case.writes().count("reminders.create") == 1
        assert "It is not made a second time" in str(again)
        assert again.progress.in_doubt is not None


def test_an_error_is_a_read_only_where_nothing_was_done(sandbox: Sandbox):
    case = open_case("esignlive", sandbox)
    with case.sign:
        sandbox.faults.add("status", "esignlive", "packages.get", status=403, body="{}", tenant=case.account.tenant)
        error = stopped(case)
        assert (error.step, error.read) == ("read pages", False)
        assert isinstance(error.cause, ESignError)
        assert error.cause.read
    case = open_case("ignisign", sandbox)
    with case.sign:
        sandbox.faults.add("status", "ignisign", "signature_profiles.list", status=403, body="{}")
        error = stopped(case)
        assert (error.step, error.read) == ("choose profile", True)


def test_an_error_of_looking_up_what_is_in_doubt_is_in_doubt(sandbox: Sandbox):
    case = open_case("constellation1", sandbox)
    with case.sign:
        sandbox.faults.add("reset", "constellation1", "sessions.create", tenant=case.account.tenant)
        progress = stopped(case).progress
        sandbox.faults.add("status", "constellation1", status=403, body="{}", times=None, tenant=case.account.tenant)
        error = stopped(case, resume=progress)
        assert (error.read, error.outcome) == (False, Outcome.AMBIGUOUS)


class Addresses(Watcher):
    """Sees the return addresses that calls are made with."""

    def __init__(self, plan: Flow[Any], client: SyncClient) -> None:
        self.seen: list[object] = []
        self.result = client.run(Watched(plan, self))

    def call_begins(self, operation: Operation[Any]) -> Operation[Any]:
        self.seen += [value for name, value in operation.query.items() if name.casefold() == "returnurl"]
        if operation.name == "signers.send_invites" and isinstance(operation.body, Json):
            self.seen.append(cast("dict[str, object]", operation.body.value)["returnURL"])
        return super().call_begins(operation)


def test_a_session_keeps_its_own_return_address(sandbox: Sandbox):
    """Constellation1 asks for it with each of these calls; what is not known is read first."""
    own, none = "https://shop.example/own", "https://localhost"
    with open_case("constellation1", sandbox).sign as sign:
        for draft, address in ((lease(return_url=own), own), (lease(native={"return_url": own}), own), (lease(), none)):
            made = sign.create(draft)
            for plan in (
                sign.plan.send(draft),
                sign.plan.send(made.id),
                sign.plan.remind(made.id),
                sign.plan.cancel(made.id),
            ):
                assert Addresses(plan, sign.client).seen == [address]


def test_an_error_of_reminding_says_who_was_reminded_before(sandbox: Sandbox):
    case = open_case("esignlive", sandbox)
    with case.sign as sign:
        sent = sign.send(lease(parties=[ADA, BOB]))
        sandbox.faults.add(
            "status", "esignlive", "packages.notify", status=400, body="{}", nth=2, tenant=case.account.tenant
        )
        with pytest.raises(ESignError) as caught:
            sign.remind(sent.id)
        assert pickle.loads(pickle.dumps(caught.value)).__notes__ == [f"Reminded before it: {ADA.email}"]


# Broken off from outside ---------------------------------------------------------------------------------------------
class BreaksOff(Watcher):
    """Ctrl-C before a call that must not be made twice, or after it was carried out."""

    def __init__(self, number: int, *, carried_out: bool) -> None:
        self.left, self.carried_out = number, carried_out

    def call_begins(self, operation: Operation[Any]) -> Operation[Any]:
        self.left -= operation.repeat is Repeat.NEVER
        if self.left < 0 and not self.carried_out:
            raise KeyboardInterrupt
        return operation

    def call_ends(self, operation: Operation[Any], result: object) -> None:
        if self.left < 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("carried_out", [False, True], ids=["not-carried-out", "carried-out"])
def test_what_was_told_before_ctrl_c_goes_on(service: str, carried_out: bool, sandbox: Sandbox):
    for number, name in enumerate(one for one in WRITES[service] if one != REPEATED):
        case, told = open_case(service, sandbox), list[SendProgress]()
        with case.sign as sign:
            plan = Hurried(sign.plan.send(whole(service), on_progress=told.append))
            with pytest.raises(KeyboardInterrupt):
                sign.client.run(Watched(plan, BreaksOff(number, carried_out=carried_out)))
            before = case.writes()
            progress = carried(told[-1])
            if progress.in_doubt is not None and name not in FOUND[service] - ({MARKED} if carried_out else set()):
                assert "What became of it cannot be told" in str(stopped(case, resume=progress)), name
                assert case.writes() == before
                continue
            sent = run(case, resume=progress)
            assert Counter(case.writes()) == Counter(WRITES[service]), name
            assert case.sign.state(sent.id).status is Status.OPEN


@pytest.mark.parametrize("service", SERVICES)
def test_ctrl_c_says_how_far_it_got(service: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch):
    case = open_case(service, sandbox)
    with case.sign as sign:
        draft = sign.create(lease())
        send = SyncConnections.send

        def interrupted(connections: SyncConnections, effect: Send) -> Response:
            if effect.method == "GET":
                return send(connections, effect)
            raise KeyboardInterrupt

        monkeypatch.setattr(SyncConnections, "send", interrupted)
        with pytest.raises(KeyboardInterrupt) as caught:
            sign.send(draft.id)
        monkeypatch.setattr(SyncConnections, "send", send)
    (note,) = caught.value.__notes__
    assert f"agreements.send was broken off at {'publish' if service == 'ignisign' else 's'}" in note
    assert "Done so far: nothing." in note


def test_a_task_that_is_cancelled_says_how_far_it_got(
    sandbox: Sandbox, account: SandboxAccount, monkeypatch: pytest.MonkeyPatch
):
    async def never(connections: AsyncConnections, effect: Send) -> Response:
        await asyncio.sleep(3600)  # so that nothing of it reaches the service
        raise AssertionError

    async def cancel_and_go_on() -> None:
        told: list[SendProgress] = []

        def cancel_at_the_end(progress: SendProgress) -> None:
            told.append(progress)
            if progress.in_doubt is not None and progress.in_doubt.operation == "packages.send":
                monkeypatch.setattr(AsyncConnections, "send", never)
                task.cancel()

        async with AsyncAgreements.from_env(account.env(), service="esignlive") as sign:
            task = asyncio.ensure_future(sign.send(lease(), on_progress=cancel_at_the_end))
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            monkeypatch.undo()
            (note,) = caught.value.__notes__
            assert "broken off at send, which the service may have carried out. Done so far: create" in note
            assert f"the id is {told[-1].agreement_id}. What on_progress=" in note
            sent = await sign.client.run(Hurried(sign.plan.send(lease(), resume=told[-1])))
            assert sent.id == told[-1].agreement_id
            assert (await sign.state(sent.id)).status is Status.OPEN

    asyncio.run(cancel_and_go_on())
