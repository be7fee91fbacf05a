"""Carrying out a seed: everything in it comes about through the services' own calls, in one unit of work."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from esignkit.sandbox import owner_actions, webhook_controls
from esignkit.sandbox.clock import check_moment
from esignkit.sandbox.domain.transitions import TransitionNotAllowed
from esignkit.sandbox.emulators.call import ErrorResponse
from esignkit.sandbox.emulators.multipart import MalformedBody
from esignkit.sandbox.fault_rules import fault_from_json
from esignkit.sandbox.given_values import WrongValue
from esignkit.sandbox.json_values import as_object, as_text, objects
from esignkit.sandbox.pdf import PdfRefused
from esignkit.sandbox.seed_file import SERVICES, SeedError
from esignkit.sandbox.seeded_transactions import MAKERS, Steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from typing import TypeVar

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.fault_rules import Fault
    from esignkit.sandbox.json_values import JSONObject
    from esignkit.sandbox.seed_file import KeyPath, Seed

    _T = TypeVar("_T")


def plant(app: SandboxApp, seed: Seed, url: str, tenant: str | None = None) -> list[Transaction]:
    """Carry out a seed, all of it or nothing.

    Args:
        app: The running sandbox.
        seed: What there is to be.
        url: Address of the sandbox, for addresses in what it makes.
        tenant: Whose all is that names no account; None is the default one.

    Returns:
        The transactions that were made, in the order of the seed.

    Raises:
        SeedError: Something in it is refused.
        ValueError: There is no such tenant.
    """
    clock = app.engine.clock
    was, was_frozen = clock.now(), clock.is_frozen
    settings = cast("JSONObject", seed.values.get("clock", {}))
    if "time" in settings:
        try:
            check_moment(cast("datetime", settings["time"]))
        except ValueError as error:
            raise seed.error(("clock", "time"), str(error)) from error
    if settings.get("frozen", was_frozen) != was_frozen:
        _ = clock.resume() if was_frozen else clock.freeze()
    if "time" in settings:
        clock.set(cast("datetime", settings["time"]))
    try:
        return app.run(lambda work: plant_in(app, work, seed, url, tenant))
    except BaseException:
        if clock.is_frozen != was_frozen:
            _ = clock.freeze() if was_frozen else clock.resume()
        if "time" in settings:
            clock.set(was)
        raise


def plant_in(app: SandboxApp, work: UnitOfWork, seed: Seed, url: str, tenant: str | None = None) -> list[Transaction]:
    """Carry out a seed in a unit of work that has begun; it leaves the clock alone."""
    return _Planting(app, work, seed, url, tenant).plant()


class _Planting:
    """One seed being carried out in one unit of work."""

    def __init__(self, app: SandboxApp, work: UnitOfWork, seed: Seed, url: str, tenant: str | None) -> None:
        account = work.accounts.default if tenant is None else work.accounts.get(tenant)
        if account is None:
            raise ValueError(f"there is no tenant {tenant!r} here")
        self._account_meant = account
        self._tenant = tenant
        self._app = app
        self._work = work
        self._seed = seed
        self._url = url
        self._values = cast("JSONObject", seed.values)

    def plant(self) -> list[Transaction]:
        self._switches(("switches",), as_object(self._values.get("switches")), self._account_meant)
        for index, body in enumerate(objects(self._values.get("accounts"))):
            self._account(("accounts", index), body)
        for index, body in enumerate(objects(self._values.get("webhooks"))):
            self._at(("webhooks", index), partial(self._webhook, body))
        made: list[Transaction] = []
        for service in SERVICES:
            for kind, bodies in as_object(self._values.get(service)).items():
                for index, body in enumerate(objects(bodies)):
                    made.append(self._transaction((service, kind, index), body))
        rules: list[Fault] = []
        # They come last, so that they are met by the calls of others.
        for index, body in enumerate(objects(self._values.get("faults"))):
            rules.append(self._at(("faults", index), partial(self._fault, body)))
        self._work.after_commit += [partial(self._app.faults.add, rule) for rule in rules]
        return made

    def _fault(self, body: JSONObject) -> Fault:
        fault = fault_from_json(body)
        fault.tenant = fault.tenant or self._tenant
        fault.operation = self._app.names.operation(fault.provider, fault.operation)
        return fault

    def _account(self, path: KeyPath, body: JSONObject) -> None:
        name = as_text(body["name"])
        if self._work.accounts.get(name) is not None:
            raise self._seed.error((*path, "name"), f"there is an account {name} already")
        account = self._work.accounts.create(name)
        self._app.set_up_account(self._work, account)
        self._switches((*path, "switches"), as_object(body.get("switches")), account)

    def _switches(self, path: KeyPath, by_service: Mapping[str, object], account: Account) -> None:
        for service, values in cast("JSONObject", by_service).items():
            self._at(
                (*path, service), partial(self._app.switch, self._work, service, account.tenant, as_object(values))
            )

    def _webhook(self, body: JSONObject) -> None:
        webhook_controls.register(
            self._app,
            self._work,
            as_text(body["service"]),
            as_text(body["url"]),
            as_text(body.get("account")) or self._tenant,
            as_object(body.get("settings")),
        )

    def _transaction(self, path: KeyPath, body: JSONObject) -> Transaction:
        account = self._account_meant
        if name := as_text(body.get("account")):
            named = self._work.accounts.get(name)
            if named is None:
                raise self._seed.error((*path, "account"), f"there is no account {name}")
            account = named
        service, kind = str(path[0]), str(path[1])
        steps = Steps(self._app, self._work, account, self._seed, path, self._url)
        transaction_id = self._at(path, lambda: MAKERS[service, kind](steps, body))
        return owner_actions.find(self._work, transaction_id)

    def _at(self, path: KeyPath, do: Callable[[], _T]) -> _T:
        """Do something for a place in the seed; what is refused is told with that place."""
        try:
            return do()
        except ErrorResponse as refusal:
            raise self._seed.error(path, f"the service refuses: {bytes(refusal.response.body).decode()}") from refusal
        except (TransitionNotAllowed, PdfRefused, MalformedBody) as refusal:
            raise self._seed.error(path, str(refusal)) from refusal
        except WrongValue as error:
            raise self._seed.error((*path, error.name), str(error)) from error
        except (ValueError, TypeError) as error:
            if isinstance(error, SeedError):
                raise
            raise self._seed.error(path, str(error)) from error
