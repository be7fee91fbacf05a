"""The sandbox's own HTTP interface under `/_sandbox`: what the methods of `Sandbox` do, for other processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from starlette.responses import Response

from esignkit.sandbox import desk
from esignkit.sandbox.app import LoseRule
from esignkit.sandbox.credentials import sandbox_account
from esignkit.sandbox.desk import UnknownTransaction
from esignkit.sandbox.domain.model import moment_to_text, transaction_to_json
from esignkit.sandbox.shells.base import Call, Refusal, Route, Routes, Shell, file_answer, json_answer
from esignkit.sandbox.wire import JSONObject, as_int, as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from esignkit.sandbox.app import RequestEntry, SandboxApp
    from esignkit.sandbox.domain.model import LedgerEntry, Transaction


class ControlShell(Shell):
    """The control API. It needs no credentials: only the loopback interface reaches it."""

    provider: ClassVar[str] = "sandbox"
    mount: ClassVar[str] = "/_sandbox"

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
            ("GET", "/transactions", "transactions.list", _transactions),
            ("GET", "/transactions/{id}", "transactions.get", _transaction),
            ("POST", "/transactions/{id}/sign", "transactions.sign", _sign),
            ("POST", "/transactions/{id}/sign-all", "transactions.sign_all", _sign_all),
            ("POST", "/transactions/{id}/decline", "transactions.decline", _decline),
            ("GET", "/transactions/{id}/signed", "transactions.signed_file", _signed),
            ("GET", "/transactions/{id}/original", "transactions.original_file", _original),
            ("GET", "/ledger", "ledger", _ledger),
            ("GET", "/requests", "requests", self._requests),
            ("POST", "/lose-answer", "lose_answer", self._lose_answer),
            ("PUT", "/switches/{provider}", "switch", self._switch),
            ("GET", "/ca.pem", "ca_certificate", _ca_certificate),
        ):
            routes.add(method, template, operation, public=True)(_mapped(handler))
        return routes.all

    def _create_account(self, call: Call) -> Response:
        account = call.work.accounts.create()
        self._app.set_up_account(call.work, account)
        return json_answer({"tenant": account.tenant, "env": dict(sandbox_account(account, call.base_url).env())})

    def _accounts(self, call: Call) -> Response:
        return json_answer(
            [
                {"tenant": account.tenant, "env": dict(sandbox_account(account, call.base_url).env())}
                for account in call.work.accounts.all()
            ]
        )

    def _reset(self, call: Call) -> Response:
        self._app.reset(call.work, call.query("tenant"))
        return json_answer({"reset": True})

    def _requests(self, call: Call) -> Response:
        del call
        return json_answer([request_to_json(entry) for entry in self._app.requests])

    def _lose_answer(self, call: Call) -> Response:
        body = call.json_object()
        rule = LoseRule(
            as_text(body.get("provider")) or None, as_text(body.get("operation")) or None, as_int(body.get("times"), 1)
        )
        self._app.lose_rules.append(rule)
        return json_answer({"provider": rule.provider, "operation": rule.operation, "times": rule.times})

    def _switch(self, call: Call) -> Response:
        try:
            values = self._app.switch(call.work, call.params["provider"], call.query("tenant"), call.json_object())
        except ValueError as error:
            raise Refusal(json_answer({"message": str(error)}, 400)) from error
        return json_answer(values)


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
        "headers": dict(entry.headers),
    }


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


def _mapped(handler: Callable[[Call], Response]) -> Callable[[Call], Response]:
    def mapped(call: Call) -> Response:
        try:
            return handler(call)
        except UnknownTransaction as error:
            raise Refusal(json_answer({"message": str(error)}, 404)) from error

    return mapped


def _health(call: Call) -> Response:
    return json_answer({"status": "ok", "time": moment_to_text(call.work.now)})


def _transactions(call: Call) -> Response:
    found = call.work.transactions(call.query("provider"), call.query("tenant"))
    return json_answer([transaction_to_json(one) for one in found if not one.deleted])


def _transaction(call: Call) -> Response:
    found = desk.find(call.work, call.params["id"])
    events = [
        {"time": moment_to_text(event.time), "kind": event.kind, "detail": event.detail}
        for event in call.work.events(found.id)
    ]
    return json_answer({**transaction_to_json(found), "events": events})


def _signer(call: Call) -> str | None:
    return as_text(call.json_object().get("signer")) or None


def _sign(call: Call) -> Response:
    return _changed(desk.sign(call.work, call.params["id"], _signer(call)))


def _sign_all(call: Call) -> Response:
    return _changed(desk.sign_all(call.work, call.params["id"]))


def _decline(call: Call) -> Response:
    reason = as_text(call.json_object().get("reason"))
    return _changed(desk.decline(call.work, call.params["id"], _signer(call), reason))


def _changed(transaction: Transaction) -> Response:
    return json_answer(transaction_to_json(transaction))


def _signed(call: Call) -> Response:
    content = desk.signed_file(call.work, call.params["id"], call.query("document"))
    return file_answer(content, "application/pdf", "signed.pdf")


def _original(call: Call) -> Response:
    transaction = desk.find(call.work, call.params["id"])
    document = desk.document_of(transaction, call.query("document"))
    return file_answer(desk.original_file(call.work, transaction.id, document.id), document.content_type, document.name)


def _ledger(call: Call) -> Response:
    found = call.work.ledger(call.query("provider"), call.query("operation"), call.query("tenant"))
    return json_answer([ledger_to_json(entry) for entry in found])


def _ca_certificate(call: Call) -> Response:
    return file_answer(call.work.ca.certificate_pem, "application/x-pem-file", "sandbox-ca.pem")
