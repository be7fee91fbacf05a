"""The sandbox's own HTTP interface under `/_sandbox`: what the methods of `Sandbox` do, for other processes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, ClassVar

from starlette.responses import Response

from esignkit.sandbox import control_values, outbox_api, owner_actions, saved_state, webhook_controls
from esignkit.sandbox.domain.mails import UnknownMail
from esignkit.sandbox.domain.model import moment_from_text, moment_to_text, transaction_to_json
from esignkit.sandbox.domain.webhooks import UnknownDelivery, delivery_to_json, webhook_to_json
from esignkit.sandbox.emulators.base import Emulator, Route, Routes
from esignkit.sandbox.emulators.call import Call, ErrorResponse, file_response, json_response
from esignkit.sandbox.emulators.multipart import MalformedBody
from esignkit.sandbox.fault_rules import Fault, fault_from_json, fault_to_json, fired_to_json
from esignkit.sandbox.json_values import JSONObject, as_bool, as_float, as_int, as_object, as_text
from esignkit.sandbox.owner_actions import UnknownTransaction
from esignkit.sandbox.request_log import redacted
from esignkit.sandbox.snapshots import LARGEST_FILE, SnapshotUnusable

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.clock import Clock
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.model import LedgerEntry, Transaction
    from esignkit.sandbox.domain.webhooks import Delivery, Webhook
    from esignkit.sandbox.request_log import RequestEntry


class ControlApi(Emulator):
    """The control API. It needs no credentials: only the loopback interface reaches it."""

    provider: ClassVar[str] = "sandbox"
    mount: ClassVar[str] = "/_sandbox"
    on_every_port: ClassVar[bool] = True
    own_pages_only: ClassVar[bool] = True

    def __init__(self) -> None:
        self.app: SandboxApp | None = None
        """The application it controls; set when that has been made."""

    @property
    def _app(self) -> SandboxApp:
        if self.app is None:
            raise RuntimeError("the control API has no application yet")
        return self.app

    def routes(self) -> list[Route]:
        """Return the control operations."""
        routes = Routes()
        for method, template, operation, handler in (
            ("GET", "/health", "health", _health),
            ("POST", "/accounts", "accounts.create", self._create_account),
            ("GET", "/accounts", "accounts.list", self._accounts),
            ("POST", "/reset", "reset", self._reset),
            ("POST", "/snapshot", "snapshot.save", self._save),
            ("PUT", "/snapshot", "snapshot.load", self._load),
            ("GET", "/transactions", "transactions.list", self._transactions),
            ("GET", "/transactions/{id}", "transactions.get", _transaction),
            ("POST", "/transactions/{id}/sign", "transactions.sign", _sign),
            ("POST", "/transactions/{id}/sign-all", "transactions.sign_all", _sign_all),
            ("POST", "/transactions/{id}/decline", "transactions.decline", _decline),
            ("GET", "/transactions/{id}/signed", "transactions.signed_file", _signed),
            ("GET", "/transactions/{id}/original", "transactions.original_file", _original),
            ("GET", "/ledger", "ledger", self._ledger),
            ("GET", "/requests", "requests", self._requests),
            ("POST", "/lose-response", "lose_response", self._lose_response),
            ("GET", "/faults", "faults.list", self._faults),
            ("POST", "/faults", "faults.add", self._faults),
            ("DELETE", "/faults", "faults.clear", self._faults),
            ("PUT", "/switches/{provider}", "switch", self._switch),
            ("GET", "/ca.pem", "ca_certificate", _ca_certificate),
            ("GET", "/clock", "clock.get", self._clock),
            ("PUT", "/clock", "clock.set", self._clock),
            ("POST", "/clock/advance", "clock.advance", self._clock),
            ("GET", "/webhooks", "webhooks.list", _webhooks),
            ("POST", "/webhooks", "webhooks.register", self._register_webhook),
            ("DELETE", "/webhooks/{id}", "webhooks.remove", _remove_webhook),
            ("GET", "/deliveries", "deliveries.list", _deliveries),
            ("POST", "/deliveries/{id}/resend", "deliveries.resend", self._resend),
            ("GET", "/outbox", "outbox.list", self._outbox),
            *outbox_api.ROUTES,
        ):
            max_body = LARGEST_FILE if operation == "snapshot.load" else None
            routes.add(method, template, operation, public=True, max_body=max_body)(self._checked(handler))
        return routes.all

    def _checked(self, handler: Callable[[Call], Response]) -> Callable[[Call], Response]:
        """Return a handler that takes only what the call has: 400 for wrong values, 404 for unknown ids."""

        def checked(call: Call) -> Response:
            with _told():
                control_values.check(call, self._app.names)
            try:
                return handler(call)
            except (UnknownTransaction, UnknownDelivery, UnknownMail) as error:
                raise ErrorResponse(json_response({"message": str(error)}, 404)) from error

        return checked

    def _create_account(self, call: Call) -> Response:
        account = call.work.accounts.create()
        self._app.set_up_account(call.work, account)
        return json_response(self._account(call, account))

    def _accounts(self, call: Call) -> Response:
        return json_response([self._account(call, account) for account in call.work.accounts.all()])

    def _account(self, call: Call, account: Account) -> JSONObject:
        return {"tenant": account.tenant, "env": dict(self._app.account_of(account, call.base_url).env())}

    def _reset(self, call: Call) -> Response:
        self._app.reset(call.work, call.query("tenant"))
        return json_response({"reset": True})

    def _save(self, call: Call) -> Response:
        del call
        return file_response(saved_state.take(self._app), "application/gzip", "sandbox.snapshot")

    def _load(self, call: Call) -> Response:
        try:
            saved_state.load(self._app, call.work, call.body)
        except SnapshotUnusable as error:
            raise ErrorResponse(json_response({"message": str(error)}, 400)) from error
        return json_response({"loaded": True})

    def _requests(self, call: Call) -> Response:
        del call
        return json_response([request_to_json(entry) for entry in self._app.requests])

    def _lose_response(self, call: Call) -> Response:
        body = call.json_object()
        provider, operation = (as_text(body.get(name)) or None for name in ("provider", "operation"))
        times = as_int(body.get("times"), 1)
        fault = self._rule(lambda: Fault("reset", provider, operation, stage="after-commit", times=times))
        return json_response({"provider": fault.provider, "operation": fault.operation, "times": fault.times})

    def _transactions(self, call: Call) -> Response:
        transactions = call.work.transactions(call.query("provider"), call.query("tenant"))
        return json_response(
            [transaction_to_json(transaction) for transaction in transactions if not transaction.deleted]
        )

    def _ledger(self, call: Call) -> Response:
        provider = call.query("provider")
        with _told():
            operation = self._app.names.effect(provider, call.query("operation"))
        entries = call.work.ledger(provider, operation, call.query("tenant"))
        return json_response([ledger_to_json(entry) for entry in entries])

    def _outbox(self, call: Call) -> Response:
        with _told():
            self._app.names.check_provider(call.query("provider"))
            return outbox_api.list_mails(call)

    def _rule(self, make: Callable[[], Fault]) -> Fault:
        """Add a rule, or refuse it with the reason."""
        with _told():
            fault = make()
            fault.operation = self._app.names.operation(fault.provider, fault.operation)
        self._app.faults.add(fault)
        return fault

    def _faults(self, call: Call) -> Response:
        """Tell the rules and what they did, or first add one or clear all."""
        faults = self._app.faults
        if call.operation == "faults.add":
            self._rule(lambda: fault_from_json(call.json_object()))
        elif call.operation == "faults.clear":
            faults.clear()
        return json_response(
            {"rules": [fault_to_json(rule) for rule in faults.rules], "fired": [fired_to_json(f) for f in faults.fired]}
        )

    def _switch(self, call: Call) -> Response:
        with _told():
            values = self._app.switch(call.work, call.params["provider"], call.query("tenant"), call.json_object())
        return json_response(values)

    def _clock(self, call: Call) -> Response:
        """Tell the time, or first move the clock: `{"time": …, "frozen": …}`, or `{"seconds": …}` to advance."""
        clock = self._app.engine.clock
        with _told():
            if call.operation == "clock.advance":
                clock.advance(as_float(call.json_object()["seconds"]))
            elif call.operation == "clock.set":
                _set_clock(clock, call.json_object())
        return json_response({"time": moment_to_text(clock.now()), "frozen": clock.is_frozen})

    def _register_webhook(self, call: Call) -> Response:
        body = call.json_object()
        with _told():
            webhook = webhook_controls.register(
                self._app,
                call.work,
                as_text(body.get("provider")),
                as_text(body.get("url")),
                as_text(body.get("tenant")) or None,
                as_object(body.get("settings")),
            )
        return json_response(_webhook_to_json(webhook))

    def _resend(self, call: Call) -> Response:
        return json_response(_without_credentials(self._app.resend(call.work, call.params["id"])))


def request_to_json(entry: RequestEntry) -> JSONObject:
    """Return a line of the request log as JSON."""
    return {
        "time": moment_to_text(entry.time),
        "method": entry.method,
        "template": entry.template,
        "provider": entry.provider,
        "operation": entry.operation,
        "status": entry.status,
        "tenant": entry.tenant,
        "lost": entry.lost,
        "fault": entry.fault,
        "warnings": list(entry.warnings),
        "headers": dict(entry.headers),
    }


@contextlib.contextmanager
def _told() -> Generator[None]:
    """Answer 400 with the reason where something is not known or makes no sense."""
    try:
        yield
    except MalformedBody:
        raise
    except ValueError as error:
        raise ErrorResponse(json_response({"message": str(error)}, 400)) from error


def _set_clock(clock: Clock, body: JSONObject) -> None:
    """Stop the clock or let it go, and set it; or do neither."""
    frozen = as_bool(body.get("frozen"), default=clock.is_frozen)
    moment = moment_from_text(body.get("time"))
    if frozen and not clock.is_frozen:
        clock.freeze(moment)
    elif moment is not None:
        clock.set(moment)
    if clock.is_frozen and not frozen:
        clock.resume()


def ledger_to_json(entry: LedgerEntry) -> JSONObject:
    """Return a line of the ledger as JSON."""
    return {
        "sequence": entry.sequence,
        "time": moment_to_text(entry.time),
        "provider": entry.provider,
        "tenant": entry.tenant,
        "operation": entry.operation,
        "transaction_id": entry.transaction_id,
    }


def _health(call: Call) -> Response:
    return json_response({"status": "ok", "time": moment_to_text(call.work.now)})


def _transaction(call: Call) -> Response:
    transaction = owner_actions.find(call.work, call.params["id"])
    events = [
        {"time": moment_to_text(event.time), "kind": event.kind, "detail": event.detail}
        for event in call.work.events(transaction.id)
    ]
    return json_response({**transaction_to_json(transaction), "events": events})


def _signer(call: Call) -> str | None:
    return as_text(call.json_object().get("signer")) or None


def _sign(call: Call) -> Response:
    values = {name: as_text(value) for name, value in as_object(call.json_object().get("values")).items()}
    return _changed(owner_actions.sign(call.work, call.params["id"], _signer(call), values))


def _sign_all(call: Call) -> Response:
    return _changed(owner_actions.sign_all(call.work, call.params["id"]))


def _decline(call: Call) -> Response:
    reason = as_text(call.json_object().get("reason"))
    return _changed(owner_actions.decline(call.work, call.params["id"], _signer(call), reason))


def _changed(transaction: Transaction) -> Response:
    return json_response(transaction_to_json(transaction))


def _signed(call: Call) -> Response:
    content = owner_actions.signed_file(call.work, call.params["id"], call.query("document"))
    return file_response(content, "application/pdf", "signed.pdf")


def _original(call: Call) -> Response:
    transaction = owner_actions.find(call.work, call.params["id"])
    document = owner_actions.document_of(transaction, call.query("document"))
    return file_response(
        owner_actions.original_file(call.work, transaction.id, document.id), document.content_type, document.name
    )


def _webhooks(call: Call) -> Response:
    webhooks = call.work.webhooks.all(call.query("provider"), call.query("tenant"))
    return json_response([_webhook_to_json(webhook) for webhook in webhooks])


def _webhook_to_json(webhook: Webhook) -> JSONObject:
    """Return a webhook without its settings, which may hold a key."""
    return {name: value for name, value in webhook_to_json(webhook).items() if name != "settings"}


def _remove_webhook(call: Call) -> Response:
    if not call.work.webhooks.remove(call.params["id"]):
        raise UnknownDelivery(f"the sandbox has no webhook {call.params['id']!r}")
    return json_response({"removed": True})


def _deliveries(call: Call) -> Response:
    deliveries = call.work.webhooks.deliveries(
        call.query("provider"), call.query("tenant"), call.query("webhook"), call.query("transaction")
    )
    return json_response([_without_credentials(delivery) for delivery in deliveries])


def _without_credentials(delivery: Delivery) -> JSONObject:
    return {**delivery_to_json(delivery), "headers": dict(redacted(delivery.headers))}


def _ca_certificate(call: Call) -> Response:
    return file_response(call.work.ca.certificate_pem, "application/x-pem-file", "sandbox-ca.pem")
