"""Spans and metrics of calls over real HTTP, on the three services and in both modes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio.to_thread
import attrs
import pytest
from opentelemetry import baggage, context
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from esignkit import AsyncConstellation1, AsyncESignLive, AsyncIgnisign, Constellation1, ESignLive, Hooks, Ignisign
from esignkit.errors import ESignError
from esignkit.esignlive import Package
from esignkit.otel import OpenTelemetry

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox, SandboxAccount

pytestmark = pytest.mark.anyio

SECRET_ID = "secret-id"


@attrs.frozen
class Seen:
    """What a program that uses OpenTelemetry sees."""

    exporter: InMemorySpanExporter
    reader: InMemoryMetricReader
    tracer_provider: TracerProvider
    meter_provider: MeterProvider

    def telemetry(self, **options: Any) -> OpenTelemetry:
        return OpenTelemetry(tracer_provider=self.tracer_provider, meter_provider=self.meter_provider, **options)

    def spans(self, service: str) -> list[ReadableSpan]:
        """The spans of the service's calls; those of log-ins come too, before the call's own end."""
        finished = self.exporter.get_finished_spans()
        return [one for one in finished if (one.attributes or {}).get("esignkit.service") == service]

    def metrics(self) -> dict[str, list[Any]]:
        data = self.reader.get_metrics_data()
        found: dict[str, list[Any]] = {}
        for resource in data.resource_metrics if data else ():
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    found[metric.name] = list(metric.data.data_points)
        return found


@pytest.fixture
def seen() -> Iterator[Seen]:
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracer_provider, meter_provider = TracerProvider(), MeterProvider([reader])
    tracer_provider.add_span_processor(SimpleSpanProcessor(exporter))
    yield Seen(exporter, reader, tracer_provider, meter_provider)
    tracer_provider.shutdown()
    meter_provider.shutdown()


@attrs.frozen
class Case:
    """One call of a service that the service refuses, for the thing is not there."""

    service: str
    sync: Any
    asynchronous: Any
    call: Any
    operation: str
    template: str


CASES = [
    Case(
        "eSignLive",
        ESignLive,
        AsyncESignLive,
        lambda client: client.packages.get(SECRET_ID),
        "packages.get",
        "/packages/{packageId}",
    ),
    Case(
        "Ignisign",
        Ignisign,
        AsyncIgnisign,
        lambda client: client.signature_requests.get(SECRET_ID),
        "signature_requests.get",
        "/{api}/signature-requests/{signatureRequestId}/context",
    ),
    Case(
        "Constellation1",
        Constellation1,
        AsyncConstellation1,
        lambda client: client.sessions.get(SECRET_ID),
        "sessions.get",
        "/v1/sessions/{sessionId}",
    ),
]


async def refuse(case: Case, account: SandboxAccount, hooks: Any, *, asynchronous: bool) -> None:
    """Make the call of a case."""
    env = account.env()
    if asynchronous:
        async with case.asynchronous.from_env(env, hooks=hooks) as client:
            with pytest.raises(ESignError):
                await case.call(client)
        return

    def block() -> None:
        with case.sync.from_env(env, hooks=hooks) as client, pytest.raises(ESignError):
            case.call(client)

    await anyio.to_thread.run_sync(block)


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.service)
async def test_a_call_is_a_span_by_the_conventions_without_ids(
    case: Case, asynchronous: bool, account: SandboxAccount, seen: Seen
):
    await refuse(case, account, seen.telemetry(), asynchronous=asynchronous)
    span = seen.spans(case.service)[-1]
    attributes = dict(span.attributes or {})
    assert attributes["esignkit.operation"] == case.operation
    assert span.name == f"GET {attributes['url.template']}"
    assert attributes["url.template"] == case.template
    assert span.kind is SpanKind.CLIENT
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, None)
    assert attributes["server.address"] == "127.0.0.1"
    assert attributes["esignkit.outcome"] == "rejected"
    assert [event.name for event in span.events] == ["esignkit.request"]
    assert SECRET_ID not in span.to_json()
    assert "url.full" not in attributes
    calls = seen.metrics()["esignkit.calls"]
    assert [point.value for point in calls if point.attributes["esignkit.operation"] == case.operation] == [1]
    assert SECRET_ID not in str(seen.metrics())


def test_retries_and_unknown_outcomes_are_counted(sandbox: Sandbox, account: SandboxAccount, seen: Seen):
    sandbox.faults.add("reset", "esignlive", "packages.overview", times=1)
    sandbox.faults.add("reset", "esignlive", "packages.create", stage="after-commit", times=1)
    with ESignLive.from_env(account.env(), hooks=seen.telemetry()) as client:
        client.packages.overview()
        with pytest.raises(ESignError):
            client.packages.create(Package(name="Lease of Ada"))
    overview, create = seen.spans("eSignLive")
    assert [event.name for event in overview.events] == ["esignkit.request", "esignkit.retry", "esignkit.request"]
    assert (overview.attributes or {})["http.request.resend_count"] == 1
    assert overview.status.status_code is StatusCode.UNSET
    assert (create.attributes or {})["error.type"] == "OutcomeUnknownError"
    assert "Ada" not in create.to_json() + overview.to_json()
    metrics = seen.metrics()
    assert [point.value for point in metrics["esignkit.retries"]] == [1]
    assert [point.attributes["esignkit.operation"] for point in metrics["esignkit.unknown_outcomes"]] == [
        "packages.create"
    ]
    assert sum(point.count for point in metrics["http.client.request.duration"]) == 3
    assert sum(point.count for point in metrics["esignkit.call.duration"]) == 2


def test_a_raw_call_says_neither_its_path_nor_a_method_of_its_own(account: SandboxAccount, seen: Seen):
    with ESignLive.from_env(account.env(), hooks=seen.telemetry()) as client, pytest.raises(ESignError):
        client.request("LOOK", f"/packages/{SECRET_ID}")
    (span,) = seen.spans("eSignLive")
    assert (span.name, "url.template" in (span.attributes or {})) == ("_OTHER", False)
    assert SECRET_ID not in span.to_json()


@pytest.mark.parametrize("propagated", [False, True])
def test_the_context_is_sent_only_when_asked_for(
    propagated: bool, sandbox: Sandbox, account: SandboxAccount, seen: Seen
):
    baggage_of_the_program = context.attach(baggage.set_baggage("customer.email", "ada@example.com"))
    try:
        with ESignLive.from_env(account.env(), hooks=seen.telemetry(propagate_context=propagated)) as client:
            client.packages.overview()
    finally:
        context.detach(baggage_of_the_program)
    (request,) = [one for one in sandbox.requests() if one.tenant == account.tenant]
    (span,) = seen.spans("eSignLive")
    trace_id = f"{span.get_span_context().trace_id:032x}" if span.get_span_context() else ""
    assert (trace_id in request.headers.get("traceparent", "")) is propagated
    assert "baggage" not in request.headers


def test_a_span_belongs_to_the_one_that_is_open_in_the_program(account: SandboxAccount, seen: Seen):
    tracer = seen.tracer_provider.get_tracer("program")
    with (
        ESignLive.from_env(account.env(), hooks=seen.telemetry()) as client,
        tracer.start_as_current_span("job") as job,
    ):
        client.packages.overview()
    (span,) = seen.spans("eSignLive")
    assert span.parent is not None
    assert span.parent.span_id == job.get_span_context().span_id


async def test_a_call_that_is_cancelled_has_an_end(account: SandboxAccount, sandbox: Sandbox, seen: Seen):
    sandbox.faults.add("stall", "esignlive", "packages.overview", times=1, seconds=30)
    async with AsyncESignLive.from_env(account.env(), hooks=seen.telemetry()) as client:
        with anyio.move_on_after(0.3):
            await client.packages.overview()
    sandbox.faults.clear()
    (span,) = seen.spans("eSignLive")
    assert (span.attributes or {})["error.type"] == "cancelled"
    assert [event.name for event in span.events] == ["esignkit.request"]
    assert [point.count for point in seen.metrics()["http.client.request.duration"]] == [1]


def test_hooks_and_telemetry_go_together(account: SandboxAccount, seen: Seen):
    statuses: list[int | None] = []
    hooks = [seen.telemetry(), Hooks(on_response=lambda end: statuses.append(end.status))]
    with ESignLive.from_env(account.env(), hooks=hooks) as client:
        client.with_options(timeout=5).packages.overview()  # a copy of the client has the same hooks
    assert statuses == [200]
    assert len(seen.spans("eSignLive")) == 1


def test_the_global_providers_are_used_when_none_are_given():
    OpenTelemetry()  # the program may set them up later


def run(code: str) -> str:
    done = partial(subprocess.run, capture_output=True, text=True, check=True)
    return done([sys.executable, "-c", code]).stdout


def test_nothing_of_it_is_loaded_unless_it_is_switched_on():
    code = "import sys, esignkit; esignkit.ESignLive(api_key='a2V5', environment='us1', hooks=None)\n"
    code += (
        "print(sorted(name for name in sys.modules if 'opentelemetry' in name or name.startswith('esignkit.core.ho')))"
    )
    assert run(code).strip() == "[]"


def test_without_the_package_the_import_says_what_to_install():
    code = "import sys; sys.modules['opentelemetry'] = None\n"
    code += "try:\n    import esignkit.otel\nexcept ImportError as error:\n    print(error)"
    assert "pip install 'opentelemetry-api" in run(code)
