"""How far the several calls got that make and send an agreement."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Self

from attrs import evolve, field, frozen

from esignkit.agreements.values import Agreement
from esignkit.core.files import upload
from esignkit.core.suggestions import with_suggestions
from esignkit.errors import OutcomeUnknownError

__all__ = ["SendProgress", "digest_of"]


@with_suggestions
@frozen(kw_only=True)
class SendProgress:
    """How far making or sending an agreement got. Give it back as `resume=` to go on from there; it pickles."""

    service: str
    """The service: `constellation1`, `ignisign` or `esignlive`."""
    digest: str
    """Fingerprint of the agreement, so that no other one goes on from here."""
    done: Mapping[str, object] = field(factory=dict[str, object], repr=False)
    """What each step has made: ids, by the step's name. Addresses for signing are among them, as `Secret`."""
    in_doubt: OutcomeUnknownError | None = field(default=None, repr=False, eq=False)
    """The error of a step whose response was lost; it is looked up before the step is taken again."""
    agreement_id: str | None = None
    """The service's id of the agreement, once it is made."""

    def without_doubt(self) -> Self:
        """Return the same, where you know that the step in doubt was not done, so that it is taken again."""
        return evolve(self, in_doubt=None)

    @property
    def steps(self) -> tuple[str, ...]:
        """Names of the steps that are done."""
        return tuple(self.done)


def digest_of(agreement: Agreement | str) -> str:
    """Return a fingerprint of an agreement, or of a draft's id.

    The files count by their names, for their content may be readable once only. Members of the service's own models
    count by their names as well, for their values may have no stable text. Credentials hide themselves.
    """
    if isinstance(agreement, str):
        text = agreement
    else:
        documents = [(one.name or upload(one.file).name, sorted(one.native)) for one in agreement.documents]
        parties = [(evolve(party, native={}), sorted(party.native)) for party in agreement.parties]
        text = repr(
            (evolve(agreement, documents=[], parties=[], native={}), documents, parties, sorted(agreement.native))
        )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
