"""Results of `signature_requests.send`: its progress, and what it published."""

from __future__ import annotations

from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Value, frozen
from esignkit.ignisign.models.signature_requests import PublishResult
from esignkit.ignisign.models.signers import SignerCreated

__all__ = ["SendProgress", "SentRequest"]


@with_suggestions
@frozen(eq=False, repr=False, kw_only=True)
class SendProgress(Value):
    """How far sending got. Give it back as `resume=` to go on from there; it pickles."""

    signers: tuple[SignerCreated, ...] = ()
    """The signers so far, with the secrets of embedded signing; `repr` hides those."""
    signature_request_id: str | None = None
    """Id of the request, once it is created."""
    document_ids: tuple[str, ...] = ()
    """Ids of its documents so far, in the order they were given."""
    filled: int = 0
    """How many documents have their content."""
    updated: bool = False
    """Whether title, documents and signers are set on the request."""


@with_suggestions
@frozen(eq=False, repr=False, kw_only=True)
class SentRequest(Value):
    """A request that is published."""

    signature_request_id: str
    """Id of the request that was sent."""
    signers: tuple[SignerCreated, ...]
    """Its signers in the order they were given; those that were created have the secret of embedded signing, which
    `repr` hides."""
    document_ids: tuple[str, ...]
    """Ids of its documents, in the order they were given."""
    published: PublishResult
    """The response to publishing, with the tokens of embedded signing."""
