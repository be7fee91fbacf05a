"""Client settings, checked before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from esignkit.core.auth.base import Auth, NotPicklable
from esignkit.core.caller_warnings import warn_caller
from esignkit.core.options import check_seconds
from esignkit.core.patterns import pattern
from esignkit.core.provider import Provider
from esignkit.core.retry import RetryPolicy
from esignkit.core.text import excerpt
from esignkit.core.value_objects import Shown, field, frozen
from esignkit.errors import ConfigurationError, UnknownValueWarning

__all__ = [
    "LAST_PORT",
    "PLAIN_URL",
    "Settings",
    "check_base_url",
    "choose_base_url",
    "environment_variable",
    "is_loopback",
    "one_credential",
    "warn_misspelt_variables",
]


@frozen(eq=False, repr=False)
class Settings(Shown, NotPicklable):
    """The settings of a client.

    Attributes:
        provider: How requests are written and responses read.
        base_url: Scheme, host and base path; calls go below it.
        root_url: Where calls outside the base path go; the base URL's scheme and host when not given.
        auth: Where credentials come from; None for a client without.
        values: Default values for parameters that calls leave out (application id, user name, API version).
        timeout: Total timeout of a call in seconds.
        retry: How often calls are retried, and how long to wait in between.
        new_request_id: Makes the id that is put into writes, for services that store one; None to put none.
    """

    provider: Provider
    base_url: str
    auth: Auth | None = field(default=None, repr=False)
    root_url: str | None = None
    values: Mapping[str, str | None] = field(factory=dict[str, "str | None"])
    timeout: float = 60.0
    retry: RetryPolicy = field(factory=RetryPolicy)
    new_request_id: Callable[[], str] | None = None

    def __attrs_post_init__(self) -> None:
        check_seconds(self.timeout, "timeout")
        _check_policy(self.retry)


def _check_policy(policy: object) -> None:
    if not isinstance(policy, RetryPolicy):
        msg = f"retry= takes a RetryPolicy, such as RetryPolicy(attempts=5), not {type(policy).__name__}"
        raise TypeError(msg)


LAST_PORT = 65535
PLAIN_URL: re.Pattern[str] = pattern(
    r"(?P<scheme>https?)://(?P<netloc>(?P<host>(?:127\.0\.0\.1|(?![\d.]+(?:[:/]|$))[a-z0-9._-]+))"
    r"(?::(?P<port>[1-9]\d{0,4}))?)(?P<path>(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._~-]*)*)"
)
"""An address that means what it looks like: nothing in it is escaped, encoded or left out. `urllib.parse` takes twice
as long to load as a call takes."""
_HOST = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._")


def check_base_url(url: str, *, name: str = "base_url", allow_http: bool = False) -> str:
    """Return a base URL without a trailing slash.

    Args:
        url: The URL that the caller gave.
        name: What to call it in errors.
        allow_http: Accept plain http to hosts other than this machine.

    Raises:
        ConfigurationError: It is not an absolute http(s) URL, holds a user name, query or fragment, or is plain
            http to another machine.
    """
    plain = PLAIN_URL.fullmatch(url)
    if plain is not None and int(plain["port"] or 0) <= LAST_PORT:
        scheme, host, netloc, path = plain["scheme"], plain["host"], plain["netloc"], plain["path"]
    else:
        scheme, host, netloc, path = _split(url, name)
    if scheme == "http" and not is_loopback(host) and not allow_http:
        msg = f"{name} {url!r} would send credentials unencrypted; use https"
        raise ConfigurationError(msg)
    path = "/".join(segment for segment in path.split("/") if segment)
    return f"{scheme}://{netloc}" + (f"/{path}" if path else "")


def _split(url: str, name: str) -> tuple[str, str, str, str]:
    """Return scheme, host, host with port, and path of a URL that needs more than a look.

    Raises:
        ConfigurationError: It cannot be used.
    """
    from urllib.parse import urlsplit

    if not url or url != url.strip() or any(ord(c) <= 32 or ord(c) == 127 for c in url):
        msg = f"{name} is empty or has blanks or control characters in it"
        raise ConfigurationError(msg)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        msg = f"{name}: the host or port cannot be read"
        raise ConfigurationError(msg) from None
    if "@" in parts.netloc:
        msg = f"{name} must not hold a user name or password; credentials are given to the client"
        raise ConfigurationError(msg)
    if parts.scheme not in ("http", "https") or not host or port == 0:
        msg = f"{name} {url!r} is not complete; write it as https://host/path"
        raise ConfigurationError(msg)
    if parts.query or parts.fragment or "?" in url or "#" in url:
        msg = f"{name} {url!r} has a query or fragment; give scheme, host and path only"
        raise ConfigurationError(msg)
    if not host.isascii():
        msg = f"{name}: the host {host!r} has letters outside ASCII; write it in its xn-- form if it is really meant"
        raise ConfigurationError(msg)
    if not set(host) <= _HOST and ":" not in host:
        msg = f"{name}: the host {host!r} has characters that no host name has"
        raise ConfigurationError(msg)
    plain = parts.path.lower().replace("%2e", ".")
    if "\\" in plain or any(segment in (".", "..") for segment in plain.split("/")):
        msg = f"{name} {url!r} has a backslash, or dots for a path segment"
        raise ConfigurationError(msg)
    return parts.scheme, host, parts.netloc.lower(), parts.path


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine and nothing else."""
    if host in ("localhost", "127.0.0.1") or host.endswith(".localhost"):
        return True
    if ":" not in host and not host.replace(".", "").isdigit():  # a name
        return False
    import ipaddress

    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def choose_base_url(
    client: str,
    environments: Mapping[str, str],
    environment: str | None,
    base_url: str | None,
    variable: str,
) -> str:
    """Return the base URL that the caller chose. There is no default: a key sent to the wrong server is a leak.

    Args:
        client: Name of the client class, for errors.
        environments: Named environments and their URLs.
        environment: The name the caller gave.
        base_url: The URL the caller gave.
        variable: Prefix of the environment variables, for errors.

    Raises:
        ConfigurationError: Neither or both were given, or the name is unknown.
    """
    if environment is not None and base_url is not None:
        msg = f"{client}: give environment= or base_url=, not both"
        raise ConfigurationError(msg)
    if base_url is not None:
        return check_base_url(base_url)
    names = ", ".join(repr(name) for name in environments)
    if environment is None:
        msg = (
            f"{client}: name the server, with environment= ({names}) or base_url= "
            f"(or {variable}_ENVIRONMENT or {variable}_BASE_URL); there is no default, "
            "because a key sent to the wrong server is a leak"
        )
        raise ConfigurationError(msg)
    url = environments.get(environment)
    if url is None:
        msg = f"{client}: there is no environment {excerpt(environment)}; it is one of {names}, or give base_url="
        raise ConfigurationError(msg)
    return url


def environment_variable(env: Mapping[str, str], name: str) -> str | None:
    """Return an environment variable's value; an empty one counts as not set."""
    return env.get(name) or None


def warn_misspelt_variables(env: Mapping[str, str], prefix: str, names: Iterable[str]) -> None:
    """Warn of variables that nobody reads and whose names are nearly right, unless the right one is there as well.

    Args:
        env: The environment variables.
        prefix: How those of a service begin, such as `ESIGNLIVE_`.
        names: What comes behind that.
    """
    known = set(names)
    for variable in env:
        if variable.startswith(prefix) and (name := variable.removeprefix(prefix)) not in known:
            from esignkit.names.near_names import near

            if (meant := near(name, known)) and prefix + meant not in env:
                message = f"nothing reads the environment variable {variable}; did you mean {prefix}{meant}?"
                warn_caller(message, UnknownValueWarning)


def one_credential(client: str, credentials: Iterable[tuple[str, object]], hint: str) -> str:
    """Return the name of the one credential that was given.

    Raises:
        ConfigurationError: None or several were given.
    """
    names = [name for name, value in credentials if value is not None]
    if len(names) == 1:
        return names[0]
    if names:
        msg = f"{client}: {' and '.join(names)} were given; give only one way to sign in"
    else:
        msg = f"{client}: no credentials; {hint}"
    raise ConfigurationError(msg)
