"""Results of `signature_requests.send`: its progress, and what it published."""

from __future__ import annotations

from attrs import frozen

from esignkit.ignisign.models.signature_requests import PublishResult
from esignkit.ignisign.models.signers import SignerCreated

__all__ = ["SendProgress", "SentRequest"]


@frozen(kw_only=True)
class SendProgress:
    """How far sending got. Give it back as `resume=` to go on from there; it pickles.

    Attributes:
        signers: The signers so far, with the secrets of embedded signing; `repr` hides those.
        signature_request_id: The request, once it is created.
        document_ids: Its documents so far, in the order they were given.
        filled: How many of them have their content.
        updated: Whether title, documents and signers have been told to the request.
    """

    signers: tuple[SignerCreated, ...] = ()
    signature_request_id: str | None = None
    document_ids: tuple[str, ...] = ()
    filled: int = 0
    updated: bool = False


@frozen(kw_only=True)
class SentRequest:
    """A request that is published.

    Attributes:
        signature_request_id: The request.
        signers: Its signers in the order they were given; those that were created have the secret of embedded
            signing, which `repr` hides.
        document_ids: Its documents in the order they were given.
        published: The answer to publishing, with the tokens of embedded signing.
    """

    signature_request_id: str
    signers: tuple[SignerCreated, ...]
    document_ids: tuple[str, ...]
    published: PublishResult
