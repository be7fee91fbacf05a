"""What is known of each call of Ignisign, and from where.

Documented: on the vendor's pages of that version. Inferred: only its own clients and models show the call; a page of
the other version counts for nothing here. Unknown: the path is known, and not what is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.evidence import Evidence, labelled

if TYPE_CHECKING:
    from collections.abc import Mapping

_DOCUMENTED_3 = """
    auth.login signers.create signers.update signers.get signers.get_details signers.list documents.create
    documents.set_private signature_requests.update signature_requests.list documents.signatures documents.signature
    webhooks.events webhooks.verify signature_profiles.list signature_profiles.inputs_constraints signers.status
"""

_INFERRED_3 = """
    applications.context invitations.list invitations.create invitations.resend invitations.update
    invitations.cancel signers.revoke signers.regenerate_auth_secret signers.search documents.update
    documents.delete documents.get documents.context documents.upload documents.set_json documents.remove_content
    documents.check_authenticity documents.download signature_requests.create signature_requests.get
    signature_requests.close signature_requests.status signature_requests.publish documents.signature_images
    webhooks.create webhooks.list webhooks.update webhooks.delete webhooks.event webhooks.resend
    signature_profiles.set_status signers.missing_inputs documents.request
"""

_UNKNOWN_3 = """
    documents.advanced_proof documents.xades documents.asic documents.signature_proof
"""

_DOCUMENTED_4 = """
    auth.login signers.update signers.revoke signers.regenerate_auth_secret documents.update documents.delete
    documents.get documents.context documents.upload signature_requests.create signature_requests.update
    signature_requests.get signature_requests.close signature_requests.list signature_requests.publish
    webhooks.event signature_requests.one_call_sign bare_signatures.configuration bare_signatures.token
    bare_signatures.proofs
"""

_INFERRED_4 = """
    applications.context invitations.list invitations.create invitations.resend invitations.update
    invitations.cancel signers.create signers.get signers.get_details signers.list signers.search documents.create
    documents.set_json documents.set_private documents.remove_content documents.check_authenticity
    documents.download signature_requests.status documents.signatures documents.signature documents.signature_images
    webhooks.create webhooks.list webhooks.update webhooks.delete webhooks.events webhooks.resend webhooks.verify
    signer_profiles.list signer_profiles.get signer_profiles.inputs_needed webhooks.disable_topics
    signature_requests.signer_setup log_capsules.create m2m.sign
"""

_UNKNOWN_4 = """
    documents.advanced_proof documents.signature_type documents.signature_type_of_signer
"""

_PAGES_DOCUMENTED = """
    bare_signatures.authorize
"""

_PAGES_UNKNOWN = """
    proofs.show proofs.show_document signing_page.show signing_page.sign
"""

EVIDENCE: Mapping[str, Mapping[str, Evidence]] = {
    "v3": labelled(documented=_DOCUMENTED_3, inferred=_INFERRED_3, unknown=_UNKNOWN_3),
    "v4": labelled(documented=_DOCUMENTED_4, inferred=_INFERRED_4, unknown=_UNKNOWN_4),
    "": labelled(documented=_PAGES_DOCUMENTED, unknown=_PAGES_UNKNOWN),
}
"""The label of each operation of a version; the pages that a browser opens have no version."""
