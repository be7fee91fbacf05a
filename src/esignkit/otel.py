"""Spans and metrics of a client's calls, by OpenTelemetry.

Loaded only by who imports it; needs the package `opentelemetry-api` (extra `otel`). Names and attributes follow the
semantic conventions for HTTP clients. No id, query, header or body is told, so a span has no `url.full`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from esignkit.errors import ESignError
from esignkit.extras import missing_extra
from esignkit.names import no_name_of
from esignkit.types import Outcome
from esignkit.version import __version__

try:
    from opentelemetry import metrics, trace
    from opentelemetry.trace import SpanKind, StatusCode
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError:
    raise missing_extra("OpenTelemetry", "otel", "opentelemetry_api") from None

if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import Span, TracerProvider

    from esignkit.core.hooks import CallEnded, CallInfo, CallObservation, RequestEnded, RequestStarted, RetryPlanned

__all__ = ["OpenTelemetry"]

if not TYPE_CHECKING:  # checkers would take any name for one of the module
    __getattr__ = no_name_of(__name__)

_METHODS = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE", "QUERY"})
_PROPAGATOR = TraceContextTextMapPropagator()
"""Sends the span's context alone: what the program's global one adds, such as baggage, is the program's own affair."""
_RAW = "/…"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
"""Bounds of the histograms of durations, as the conventions advise."""

Attributes = dict[str, str | int | float]


@frozen(eq=False)
class _Instruments:
    """The metrics."""

    calls: metrics.Counter
    duration: metrics.Histogram
    requests: metrics.Histogram
    retries: metrics.Counter
    unknown: metrics.Counter


def _instruments(provider: MeterProvider | None) -> _Instruments:
    meter = metrics.get_meter("esignkit", __version__, provider)
    return _Instruments(
        meter.create_counter("esignkit.calls", "{call}", "Calls that ended, with a result or an error"),
        meter.create_histogram(
            "esignkit.call.duration",
            "s",
            "Duration of a call, retries included",
            explicit_bucket_boundaries_advisory=_SECONDS,
        ),
        meter.create_histogram(
            "http.client.request.duration",
            "s",
            "Duration of HTTP client requests",
            explicit_bucket_boundaries_advisory=_SECONDS,
        ),
        meter.create_counter("esignkit.retries", "{retry}", "Tries after the first one"),
        meter.create_counter(
            "esignkit.unknown_outcomes", "{call}", "Writes of which nobody knows whether they were carried out"
        ),
    )


class OpenTelemetry:
    """Tells OpenTelemetry of a client's calls: `ESignLive(…, hooks=OpenTelemetry())`.

    Each call is a span of kind CLIENT, with an event for each request and each retry; log-ins that a client makes are
    calls of their own. The span of a call's log-in is its sibling. Metrics: `esignkit.calls`, `esignkit.call.duration`,
    `esignkit.retries`, `esignkit.unknown_outcomes`, and `http.client.request.duration` of each request.

    Args:
        tracer_provider: Where spans go; the program's global provider when not given.
        meter_provider: Where metrics go; the program's global provider when not given.
        propagate_context: Whether requests to the service carry the span's context (`traceparent` and
            `tracestate`, never baggage). Off by default: the services do nothing with it, and it tells them of your
            traces.
    """

    def __init__(
        self,
        *,
        tracer_provider: TracerProvider | None = None,
        meter_provider: MeterProvider | None = None,
        propagate_context: bool = False,
    ) -> None:
        self._tracer = trace.get_tracer("esignkit", __version__, tracer_provider)
        self._instruments = _instruments(meter_provider)
        self._propagates = propagate_context

    def call_started(self, call: CallInfo, /) -> CallObservation:
        """Start the span of a call; the client does this.

        Args:
            call: The call.
        """
        attributes = _attributes(call)
        method = str(attributes["http.request.method"])
        templated = call.path != _RAW
        if templated:
            attributes["url.template"] = call.path
        name = f"{method} {call.path}" if templated else method
        span = self._tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes)
        return _Call(span, attributes, self._instruments, propagates=self._propagates)


def _attributes(call: CallInfo) -> Attributes:
    attributes: Attributes = {
        "http.request.method": call.method if call.method in _METHODS else "_OTHER",
        "server.address": call.server,
        "server.port": call.port,
        "esignkit.operation": call.operation,
        "esignkit.service": call.service,
    }
    return attributes


@define(eq=False)
class _Call:
    """The span of one call."""

    span: Span
    attributes: Attributes
    instruments: _Instruments
    propagates: bool = field(kw_only=True)
    status: int | None = None

    @property
    def headers(self) -> Sequence[tuple[str, str]]:
        if not self.propagates:
            return ()
        carrier: dict[str, str] = {}
        _PROPAGATOR.inject(carrier, trace.set_span_in_context(self.span))
        return list(carrier.items())

    def request_started(self, event: RequestStarted, /) -> None:
        """Wait for its end, which is one event."""

    def request_ended(self, event: RequestEnded, /) -> None:
        self.status = event.status
        result: Attributes = {} if event.status is None else {"http.response.status_code": event.status}
        if event.status is None or event.status >= 400:
            result["error.type"] = "no_response" if event.status is None else str(event.status)
        self.instruments.requests.record(event.elapsed, {**self.attributes, **result})
        more: Attributes = {"http.request.resend_count": event.attempt - 1} if event.attempt > 1 else {}
        self.span.add_event("esignkit.request", {**result, **more, "esignkit.duration": event.elapsed})

    def retry_planned(self, event: RetryPlanned, /) -> None:
        reason = "new_token" if event.new_token else "no_response" if event.status is None else str(event.status)
        self.instruments.retries.add(1, {**self.attributes, "error.type": reason})
        self.span.add_event("esignkit.retry", {"esignkit.delay": event.delay, "error.type": reason})

    def call_ended(self, event: CallEnded, /) -> None:
        result: Attributes = {}
        if event.outcome is not None:
            result["esignkit.outcome"] = event.outcome.value
        if event.error is not None:
            result["error.type"] = _error_type(event.error)
            self.span.set_status(StatusCode.ERROR)
        labels = {**self.attributes, **result}
        self.instruments.calls.add(1, labels)
        self.instruments.duration.record(event.elapsed, labels)
        if event.outcome is Outcome.AMBIGUOUS:
            self.instruments.unknown.add(1, labels)
        if self.status is not None:
            result["http.response.status_code"] = self.status
        if event.attempts > 1:
            result["http.request.resend_count"] = event.attempts - 1
        self.span.set_attributes(result)
        self.span.end()


def _error_type(error: BaseException) -> str:
    """Return what kind of error it is: never its text, which may quote what the service answered."""
    if isinstance(error, GeneratorExit):
        return "cancelled"
    status = getattr(error, "status", None) if isinstance(error, ESignError) else None
    return str(status) if isinstance(status, int) and status >= 400 else type(error).__name__
