"""Browser URLs of the designer, a package, or signing. Nothing here makes a call.

A URL that holds a token is a credential, so it is a `Secret`: `.reveal()` gives the text, for a redirect.
"""

from __future__ import annotations

from urllib.parse import quote

from esignkit.core.operation import quote_segment
from esignkit.core.settings import check_base_url
from esignkit.types import Secret

__all__ = ["access_url", "dashboard_page", "designer_page", "login_url", "package_page", "signing_page"]


def designer_page(package_id: str, *, classic: bool = False) -> str:
    """Return the path of a package's designer, for `login_url`.

    Args:
        package_id: The package.
        classic: The older page.
    """
    package = quote_segment("package_id", package_id)
    return f"/designer/{package}" if classic else f"/a/transaction/{package}/designer"


def package_page(package_id: str) -> str:
    """Return the path of a package's page, for `login_url`.

    Args:
        package_id: The package.
    """
    return f"/a/transaction/{quote_segment('package_id', package_id)}"


def signing_page(package_id: str) -> str:
    """Return the path where a package is signed, for `login_url`.

    Args:
        package_id: The package.
    """
    return f"/transaction/{quote_segment('package_id', package_id)}/sign"


def dashboard_page() -> str:
    """Return the path of the dashboard, for `login_url`."""
    return "/a/dashboard"


def login_url(
    base_url: str,
    target: str,
    *,
    user_token: str | Secret | None = None,
    sender_token: str | Secret | None = None,
    signer_token: str | Secret | None = None,
) -> Secret:
    """Return an address that signs a browser in with an authentication token and leads it to a page.

    Args:
        base_url: The server's address, with or without `/api`.
        target: The page, as `designer_page` and its like give it.
        user_token: A token of `authentication_tokens.create_user_token`.
        sender_token: A token of `authentication_tokens.create_sender_token`.
        signer_token: A token of `authentication_tokens.create_signer_token`.

    Returns:
        The address, as a `Secret`, for it holds the token: whoever opens it first is signed in.

    Raises:
        ValueError: None or several tokens were given.

    Source: OneSpan's documentation on authentication tokens.
    """
    tokens = {
        "authenticationToken": user_token,
        "senderAuthenticationToken": sender_token,
        "signerAuthenticationToken": signer_token,
    }
    tokens_set = [(name, Secret(value)) for name, value in tokens.items() if value is not None]
    if len(tokens_set) != 1:
        msg = "give exactly one of user_token, sender_token and signer_token"
        raise ValueError(msg)
    ((name, token),) = tokens_set
    return Secret(f"{_root(base_url)}/auth?{name}={quote(token.reveal(), safe='')}&target={quote(target, safe='')}")


def access_url(base_url: str, signer_token: str | Secret) -> Secret:
    """Return an address that leads a browser with a signer's token straight to signing.

    Args:
        base_url: The server's address, with or without `/api`.
        signer_token: A token of `authentication_tokens.create_signer_token`.

    Returns:
        The address, as a `Secret`, for it holds the token.

    Source: OneSpan's documentation on authentication tokens.
    """
    return Secret(f"{_root(base_url)}/access?sessionToken={quote(Secret(signer_token).reveal(), safe='')}")


def _root(base_url: str) -> str:
    return check_base_url(base_url).removesuffix("/api")
