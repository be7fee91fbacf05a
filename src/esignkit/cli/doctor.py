"""`esignkit doctor`: looks whether everything is set up, and says how to mend what is not."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from time import time as now
from typing import TYPE_CHECKING, Any

from attrs import frozen

from esignkit.agreements import Feature, Support, capability
from esignkit.cli.account import Account, find_account
from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.failures import sentence
from esignkit.cli.profiles import config_path
from esignkit.cli.results import CommandError, Result, Table
from esignkit.cli.service_settings import SERVICES
from esignkit.core.flow import Steps
from esignkit.core.http_dates import parse_http_date
from esignkit.errors import (
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    ESignError,
    NotSentError,
    PermissionDeniedError,
    ServerError,
)
from esignkit.version import __version__

if TYPE_CHECKING:
    from esignkit import ResponseInfo
    from esignkit.agreements import Agreements
    from esignkit.core.flow import Flow
    from esignkit.types import JSON

__all__ = ["Check", "examine"]

LARGEST_SKEW = 60.0
"""Seconds that the clocks may differ: tokens and signatures are valid for minutes."""
_PACKAGES = ("httpx", "attrs", "cattrs", "typer", "rich")
_EXTRAS = {"sandbox": "pyhanko", "keyring": "keyring", "orjson": "orjson"}
OK, WARNING, WRONG, UNKNOWN = "ok", "warning", "wrong", "not checked"


@frozen(kw_only=True)
class Check:
    """One line."""

    name: str
    """What was looked at."""
    status: str
    """`ok`, `warning`, `wrong` or `not checked`."""
    text: str
    """How it is."""
    mend: str = ""
    """What to do."""


def examine(profile: str | None, service: str | None) -> Result:
    """Look at everything.

    Args:
        profile: `--profile`.
        service: `--service`.
    """
    checks = [_versions(), *_account_checks(profile, service)]
    is_wrong = any(check.status == WRONG for check in checks)
    mends = [f"{check.name}: {check.mend}" for check in checks if check.mend]
    return Result(
        data={"ok": not is_wrong, "checks": [_json(check) for check in checks]},
        text=[Table(("check", "", "how it is"), [(one.name, one.status, one.text) for one in checks]), "", *mends],
        code=ExitCode.FAILED if is_wrong else ExitCode.DONE,
    )


def _json(check: Check) -> JSON:
    return {"name": check.name, "status": check.status, "text": check.text, "mend": check.mend or None}


def _versions() -> Check:
    packages = ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    extras = ", ".join(name for name, package in _EXTRAS.items() if _version(package) != "missing") or "none"
    text = f"esignkit {__version__}, Python {platform.python_version()}, {packages}; also installed: {extras}"
    return Check(name="versions", status=OK, text=text)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _account_checks(profile: str | None, service: str | None) -> Iterator[Check]:
    try:
        account = find_account(profile, service)
    except CommandError as error:
        yield Check(name="profile", status=WRONG, text="no account can be chosen", mend=error.message)
        return
    yield _profile(account)
    try:
        agreements = account.open()
    except (ConfigurationError, ValueError) as error:
        yield Check(name="variables", status=WRONG, text=_variables(account), mend=_with_notes(error))
        return
    yield Check(name="variables", status=OK, text=_variables(account))
    yield from _useful(account)
    with agreements:
        yield from _network(agreements)


def _profile(account: Account) -> Check:
    title = SERVICES[account.service].title
    if account.profile is None:
        return Check(name="profile", status=OK, text=f"{title}; no profile is used ({config_path()} may have some)")
    return Check(name="profile", status=OK, text=f"{title}; {account.profile.name!r} of {account.profile.path}")


def _variables(account: Account) -> str:
    """Return the names of what is set, and never a value."""
    by_origin: dict[str, list[str]] = {}
    for name, origin in account.origins.items():
        by_origin.setdefault(origin, []).append(name)
    words = {"variable": "set", "profile": "from the profile", "keyring": "from the keyring"}
    return "; ".join(f"{words[origin]}: {', '.join(names)}" for origin, names in by_origin.items()) or "none is set"


def _with_notes(error: Exception) -> str:
    return " ".join([sentence(error), *getattr(error, "__notes__", [])])


def _useful(account: Account) -> Iterator[Check]:
    for variable, why in account.settings.useful.items():
        if not account.variables.get(variable):
            yield Check(name="variables", status=WARNING, text=f"{variable} is not set", mend=f"{why}.")


# The network ---------------------------------------------------------------------------------------------------------
@frozen
class _Attempt:
    """A harmless call; its error is a result, so that the response is seen as well."""

    plan: Flow[Any]

    def __iter__(self) -> Steps[ESignError | None]:
        try:
            yield from self.plan
        except ESignError as error:
            return error
        return None


def _network(agreements: Agreements) -> Iterator[Check]:
    """Make one call that reads, and see how far it gets."""
    before = now()
    outcome = agreements.client.run_with_response(_Attempt(_harmless(agreements)))
    middle = (before + now()) / 2
    error = outcome.value
    server = repr(agreements.client).strip("<>")
    response = outcome.responses[0] if outcome.responses else None
    if response is None:
        yield from _unreachable(server, error)
        return
    yield Check(name="server", status=OK, text=f"{server} answers in {response.elapsed * 1000:.0f} ms")
    yield _tls(server)
    yield _clock(response, middle)
    yield _credentials(agreements, error)


def _harmless(agreements: Agreements) -> Flow[Any]:
    """Return the plan of a call that reads: a list of one, or a search where the service has no list."""
    if capability(agreements.service, Feature.LIST).support is Support.NO:
        return agreements.plan.find("esignkit-doctor")
    return agreements.plan.list(limit=1)


def _unreachable(server: str, error: ESignError | None) -> Iterator[Check]:
    text = "there was no answer" if error is None else sentence(error)
    is_tls = "the certificate was refused" in text or "TLS failed" in text
    if is_tls:
        mend = "set SSL_CERT_FILE to your company's certificates if a proxy replaces them; never turn the check off."
        yield Check(name="server", status=OK, text=f"{server} takes connections")
        yield Check(name="TLS", status=WRONG, text=text, mend=mend)
    else:
        mend = "look at the server's name in the variables, at the network, and at HTTPS_PROXY and NO_PROXY."
        yield Check(name="server", status=WRONG, text=text, mend=mend)
        yield Check(name="TLS", status=UNKNOWN, text="no connection")
    yield Check(name="clock", status=UNKNOWN, text="no response")
    yield Check(name="credentials", status=UNKNOWN, text="no response")


def _tls(server: str) -> Check:
    if "https://" in server:
        return Check(name="TLS", status=OK, text="the certificate was accepted")
    return Check(name="TLS", status=OK, text="not used: the server is on this machine")


def _clock(response: ResponseInfo, middle: float) -> Check:
    """Compare the clocks; a `Date` header has whole seconds."""
    theirs = parse_http_date(response.headers.get("date"))
    if theirs is None:
        return Check(name="clock", status=UNKNOWN, text="the server does not say its time")
    skew = middle - theirs.timestamp()
    if abs(skew) <= LARGEST_SKEW:
        return Check(name="clock", status=OK, text="differs by less than a minute from the server's")
    direction = "ahead of" if skew > 0 else "behind"
    mend = "set this machine's clock (timedatectl set-ntp true, or the system's settings): tokens run out by it."
    return Check(name="clock", status=WRONG, text=f"{abs(skew):.0f} s {direction} the server's", mend=mend)


def _credentials(agreements: Agreements, error: ESignError | None) -> Check:
    if error is None:
        return Check(name="credentials", status=OK, text="accepted")
    text = sentence(error)
    for kind, mend in _MENDS:
        if isinstance(error, kind):
            return Check(name="credentials", status=WRONG, text=text, mend=mend)
    return Check(name="credentials", status=WRONG, text=text, mend="ask the service's support, with this sentence.")


_MENDS: tuple[tuple[type[ESignError], str], ...] = (
    (AuthenticationError, "take the credentials from the service's account page anew; a key lives on one server only."),
    (PermissionDeniedError, "the account may not list agreements: ask its administrator."),
    (ServerError, "the service fails: try again later."),
    (DeadlineExceededError, "the service is slow: try again later."),
    (NotSentError, "the connection broke: try again."),
)
