"""Autologin URLs, which sign a user in and open a page.

Every URL made here holds a token, so it is a `Secret`: `.reveal()` gives the text, for a redirect. Values are
percent-encoded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from esignkit.constellation1.enums import AutologinPage, LandingPage
from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Value, field, frozen
from esignkit.types import Secret

__all__ = [
    "AutologinUrl",
    "Generation",
    "autologin_url",
    "esign1_autologin_url",
    "esign2_autologin_url",
    "parse_autologin_url",
]

Generation: TypeAlias = Literal["generic", "1.0", "2.0"]
"""Which spelling an autologin URL has: one made from a landing URL, or one of eSign 1.0 or 2.0."""

_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_OF_SERVICE = re.compile(r"([^.]+)\.([^.]+)\.esignonline\.net")
_PLAIN = re.compile(r"[A-Za-z0-9._~@/+=:-]*")
_OF_SESSION_1 = {"1", "2", "3", "4", "5", "6", "cancel", "continue", "copy"}
_OF_SESSION_2 = {"step1", "step2", "preview"}


def autologin_url(
    landing_url: str | Secret,
    *,
    token: str | Secret,
    user: str,
    session_id: str | None = None,
    page: AutologinPage | str = "continue",
    encode: bool = True,
) -> Secret:
    """Build the URL that signs a user in and opens a session, from the landing URL of `users.landing_url()`.

    Args:
        landing_url: What the service gave; a `?` or `&` is put after it where it has none.
        token: A fresh token.
        user: User name (e-mail address).
        session_id: The session to open.
        page: Where to go; `continue` opens the session where it stands.
        encode: Whether values are percent-encoded. The documentation's example puts them in as they are; False does
            the same, and refuses values that would change the URL.

    Returns:
        The URL, as a `Secret`, for it holds the token: redirect to `.reveal()`, do not log or store it.

    Raises:
        ValueError: The page belongs to a session, and none was given; the landing URL is empty; or a value cannot
            be put in as it is.

    Source: Constellation1's REST documentation, AutoLogMeIn.
    """
    base = _revealed(landing_url).strip()
    if not base:
        msg = "landing_url is empty"
        raise ValueError(msg)
    _check_session(str(page), session_id, _OF_SESSION_1)
    if "?" not in base:
        base += "?"
    elif base[-1] not in "?&":
        base += "&"
    pairs = [("token", _revealed(token)), ("user", user), ("ssid", session_id), ("page", str(page))]
    return Secret(base + (_query(pairs) if encode else _plain(pairs)))


def esign1_autologin_url(
    client: str,
    environment: str,
    *,
    token: str | Secret,
    user: str,
    session_id: str | None = None,
    page: AutologinPage | str = AutologinPage.CONTINUE,
) -> Secret:
    """Build the autologin URL of eSign 1.0.

    Args:
        client: The client's part of the host name.
        environment: The environment's part of the host name.
        token: A fresh token.
        user: User name (e-mail address).
        session_id: The session to open.
        page: Where to go.

    Returns:
        The URL, as a `Secret`, for it holds the token: redirect to `.reveal()`, do not log or store it.

    Raises:
        ValueError: The page belongs to a session, and none was given; or a part is no host name.

    Source: Constellation1's REST documentation, AutoLogMeIn.
    """
    _check_session(str(page), session_id, _OF_SESSION_1)
    query = _query([("user", user), ("token", _revealed(token)), ("ssid", session_id), ("page", str(page))])
    return Secret(f"{_host(client, environment)}/auth/AutoLogMeIn.aspx?{query}")


def esign2_autologin_url(
    client: str,
    environment: str,
    *,
    token: str | Secret,
    username: str,
    session_id: str | None = None,
    landing_page: LandingPage | str | None = None,
    theme_url: str | None = None,
    show_header: bool | None = None,
    show_left_menu: bool | None = None,
    filter_by_tx_name: str | bool | None = None,
    allow_add_package: bool | None = None,
    allow_apply_template: bool | None = None,
    allow_add_session: bool | None = None,
    disable_transaction_name: bool | None = None,
    cancel_session: str | bool | None = None,
) -> Secret:
    """Build the autologin URL of eSign 2.0; what is left out keeps the service's default.

    Args:
        client: The client's part of the host name.
        environment: The environment's part of the host name.
        token: A fresh token.
        username: User name (e-mail address).
        session_id: The session to open.
        landing_page: Where to go.
        theme_url: URL of the theme, which is also where the user returns to.
        show_header: Whether the header is shown.
        show_left_menu: Whether the left menu is shown.
        filter_by_tx_name: Filter by transaction name.
        allow_add_package: Whether packages may be added; the service's default is false.
        allow_apply_template: Whether templates may be applied; the service's default is false.
        allow_add_session: Whether sessions may be added; the service's default is false.
        disable_transaction_name: Whether the transaction name is locked; the service's default is false.
        cancel_session: `cancelSession`, which a release note names without saying what it takes.

    Returns:
        The URL, as a `Secret`, for it holds the token: redirect to `.reveal()`, do not log or store it.

    Raises:
        ValueError: The page belongs to a session, and none was given; or a part is no host name.

    Source: Constellation1's REST documentation, AutoLogMeIn.
    """
    if landing_page is not None:
        _check_session(str(landing_page), session_id, _OF_SESSION_2)
    query = _query(
        [
            ("token", _revealed(token)),
            ("ssid", session_id),
            ("username", username),
            ("landingPage", None if landing_page is None else str(landing_page)),
            ("themeUrl", theme_url),
            ("showHeader", show_header),
            ("showLeftMenu", show_left_menu),
            ("filterByTxName", filter_by_tx_name),
            ("allowAddPackage", allow_add_package),
            ("allowApplyTemplate", allow_apply_template),
            ("allowAddSession", allow_add_session),
            ("disableTransactionName", disable_transaction_name),
            ("cancelSession", cancel_session),
        ]
    )
    return Secret(f"{_host(client, environment)}/Account/LogMeIn?{query}")


@with_suggestions
@frozen(eq=False, repr=False)
class AutologinUrl(Value):
    """What an autologin URL says."""

    generation: Generation
    """Which spelling the URL has: `generic`, `1.0` or `2.0`."""
    token: Secret
    """Token that signs the user in; never shown."""
    user: str | None = None
    """User name, which is an e-mail address."""
    session_id: str | None = None
    """Id of the session that it opens."""
    page: AutologinPage | LandingPage | None = None
    """Page that it leads to."""
    client: str | None = None
    """First part of the host name, for eSign 1.0 and 2.0."""
    environment: str | None = None
    """Second part of the host name, for eSign 1.0 and 2.0."""
    options: Mapping[str, str] = field(factory=dict[str, str])
    """Further parts of the URL, by its own names."""


def parse_autologin_url(url: str | Secret) -> AutologinUrl:
    """Read an autologin URL of any spelling; names are read without regard to case.

    Args:
        url: The URL.

    Returns:
        What it says, with the token as a `Secret`.

    Raises:
        ValueError: It is no autologin URL; the text does not show it.

    Source: Constellation1's REST documentation, AutoLogMeIn.
    """
    parts = urlsplit(_revealed(url).strip())
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    values = {name.lower(): value for name, value in pairs}
    token = values.pop("token", "").replace(" ", "+")  # a plus sign that nobody encoded
    if parts.scheme not in ("http", "https") or not parts.netloc or not token:
        msg = "this is no autologin URL: an address with a token in its query was expected"
        raise ValueError(msg)
    path = parts.path.lower().rstrip("/")
    generation: Generation = "generic"
    if path.endswith("/auth/autologmein.aspx"):
        generation = "1.0"
    elif path.endswith("/account/logmein"):
        generation = "2.0"
    user, page = ("username", "landingpage") if generation == "2.0" else ("user", "page")
    page_name = values.get(page)
    name = values.get(user, "").replace(" ", "+")  # the same: no e-mail address has a blank
    known_names = {"token", "ssid", user, page}
    host = _OF_SERVICE.fullmatch(parts.hostname or "") if generation != "generic" else None
    return AutologinUrl(
        generation,
        Secret(token),
        name or None,
        values.get("ssid") or None,
        None if not page_name else LandingPage(page_name) if generation == "2.0" else AutologinPage(page_name),
        host[1] if host else None,
        host[2] if host else None,
        {name: value for name, value in pairs if name.lower() not in known_names},
    )


def _revealed(token: str | Secret) -> str:
    return token.reveal() if isinstance(token, Secret) else token


def _host(client: str, environment: str) -> str:
    for name, label in (("client", client), ("environment", environment)):
        if not _LABEL.fullmatch(label):
            msg = f"{name}: {label!r} cannot be a part of a host name"
            raise ValueError(msg)
    return f"https://{client}.{environment}.esignonline.net"


def _check_session(page: str, session_id: str | None, pages: set[str]) -> None:
    if session_id is None and page.lower() in pages:
        msg = f"the page {page!r} belongs to a session: give session_id"
        raise ValueError(msg)


def _plain(pairs: Sequence[tuple[str, str | None]]) -> str:
    for name, value in pairs:
        if value is not None and not _PLAIN.fullmatch(value):
            msg = f"{name} has characters that would change the URL; leave encode as it is"
            raise ValueError(msg)
    return "&".join(f"{name}={value}" for name, value in pairs if value is not None)


def _query(pairs: Sequence[tuple[str, str | bool | None]]) -> str:
    texts = [
        (name, value if isinstance(value, str) else str(value).lower()) for name, value in pairs if value is not None
    ]
    return urlencode(texts, quote_via=quote, safe="")
