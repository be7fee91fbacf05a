"""What a service would not take: a warning in the request log, or with the switch `strict` a refusal.

An emulator says what it finds in a request before its handler runs (`Emulator.examine`: members and values of the body)
and after it (`Emulator.review`: what only shows once the documents are known); a handler may call `Call.warn` itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.base import SwitchRow
from esignkit.sandbox.emulators.call import NotTaken
from esignkit.sandbox.given_values import Check, flag, read
from esignkit.sandbox.json_values import JSON, JSONObject, as_bool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.responses import Response

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.emulators.base import Emulator, Route
    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.given_values import Check

SWITCH = "strict"
_KIND = "strict"


def handle(emulator: Emulator, route: Route, call: Call) -> Response:
    """Answer a call, with all that is wrong with it noted.

    Args:
        emulator: The service.
        route: The operation.
        call: The request.

    Raises:
        ErrorResponse: The service refuses it; a strict one also where it would only be a warning.
    """
    call.is_strict = lambda: is_strict(call.work, emulator.provider, call.tenant)
    try:
        call.warn(*emulator.examine(call, route))
        response = route.handler(call)
        call.warn(*emulator.review(call))
    except NotTaken as error:
        raise emulator.not_taken_error(call, error) from error
    return response


def is_strict(work: UnitOfWork, provider: str, tenant: str) -> bool:
    """Return whether a service refuses a tenant's calls for what it would otherwise warn of."""
    stored = work.record(provider, _KIND, tenant) or {}
    return as_bool(stored.get(SWITCH), default=work.strict)


def switch_table(emulator: Emulator) -> Iterator[SwitchRow]:
    """Yield the switches of a service, `strict` among them, with their values and what they mean."""
    yield from emulator.switch_table()
    yield SwitchRow(SWITCH, False, (), "Refuse what the service would certainly not take, instead of a warning.")


def switch(work: UnitOfWork, emulator: Emulator, account: Account, values: JSONObject) -> JSONObject:
    """Set switches of a service for an account, `strict` among them, and return all as they stand then.

    Raises:
        ValueError: There is no such switch or value.
    """
    checks: dict[str, Check] = {row.name: _left_to_the_service for row in switch_table(emulator)}
    checks[SWITCH] = flag
    read(values, checks, what=f"among the switches of {emulator.provider}", nulls=False)
    others = {name: value for name, value in values.items() if name != SWITCH}
    switched = emulator.switch(work, account, others)
    if SWITCH in values:
        work.put_record(emulator.provider, _KIND, account.tenant, {SWITCH: values[SWITCH]}, account.tenant)
    return {**switched, SWITCH: is_strict(work, emulator.provider, account.tenant)}


def _left_to_the_service(value: JSON) -> str | None:
    """Take any value: the service checks those of its own switches."""
    del value
    return None
