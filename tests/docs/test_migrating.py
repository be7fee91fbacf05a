"""Every call that the migration pages send people to is there, with the keywords that they name.

The vendors' own names cannot be checked here; the pages say where they were read.
"""

from __future__ import annotations

import importlib
import inspect
import re
import typing
from functools import cached_property

import attrs
import pytest

from esignkit.core.endpoint import downloaded, endpoint, paged
from esignkit.core.model import Model
from tests.docs.test_pages import CLIENTS, DOCS, PLANNED, calls

PAGES = {"esignlive": "migrating-from-onespan.md", "ignisign": "migrating-from-ignisign.md"}
THEIRS = {
    "ignisign": """
        init getApplicationContext getAppInvitedUsers inviteNewAppUser resendAppUserInvitation cancelAppUserInvitation
        editAppInvitedUser getMissingSignerInputs_FromSignatureProfile getSignatureProfileSignerInputsConstraints
        getSignerWithDetails getSignerSummary searchApplicationSigners getPaginateApplicationSigners createSigner
        updateSigner revokeSigner regenerateSignerAuthSecret initializeDocument getDocumentById getDocumentContext
        updateDocument removeDocument removeDocumentContent provideDocumentContent_DataJson
        provideDocumentContent_PrivateContent provideDocumentContent_File downloadOriginalDoc createDocumentRequest
        downloadDocumentSignatureXades downloadAsicFile getSignaturesImages getSignatureImg
        downloadSignatureProofDocument generateAdvancedSignatureProof checkDocumentAuthenticity getDocumentSignatures
        getDocumentSignature getSignatureProfiles updateSignatureProfileStatus initSignatureRequest
        updateSignatureRequest publishSignatureRequest closeSignatureRequest getSignatureRequestsByAppIdAndAppEnv
        getSignatureRequestContext getSignatureRequestsStatus addWebhookEndpoint getWebhookEndpoints
        updateWebhookEndpoint removeWebhookEndpoint getWebhookEvents getWebhookEvent resendWebhookEvent
        checkWebhookToken consumeWebhook registerWebhookCallback registerWebhookCallback_Signature
        registerWebhookCallback_SignatureSession registerWebhookCallback_DocumentRequest
        registerWebhookCallback_SignatureRequest registerWebhookCallback_SignatureProfile
        registerWebhookCallback_Signer registerWebhookCallback_SignatureProof
        registerWebhookCallback_SignatureImageGenerated registerWebhookCallback_Application revokeCallback
        getSignerProfile getSignerProfiles getSignerInputsConstraintsFromSignerProfileId
        createSignatureRequestInOneCall initSignerSetup downloadSignatureByType downloadLowLevelSignatureProof signM2M
        logCapsuleCreate getBareSignatureAuthorizationUrl getBareSignatureProofToken getBareSignatureProofs
        getBareSignatureConfiguration bareSignatureGetProofToken bareSignatureGetProofs initIdProofingOnlySession
        exportAppIdAndEnv parsePrivateKeyFromEnv sealM2M_doSignPayload generateECDSAKey
        bareSignature_GenerateCodeVerifier bareSiganture_GenerateCodeChallenge createIgnisignSdkError
        displayWarning disableWebhookWarning IGNISIGN_SERVER_URL IGNISIGN_SIGN_URL
    """
}
"""What people come with: every name of the vendor's, in all versions that were read."""
CODE = re.compile(r"`([^`]+)`")
NAMES = re.compile(r"(?P<name>[\w.]+)(?:\((?P<arguments>.*)\))?")


def rows(text: str) -> list[tuple[str, str]]:
    """What stands in the column *Now* of every table that has one, with the row that it stands in."""
    found, at = [], None
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            at = None
        elif "Now" in cells:
            at = cells.index("Now")
        elif at is not None and set(line) - set("|- "):
            found.append((cells[at], line))
    return found


def resolve(service: str, name: str) -> object:
    """A call of the client, or something that the package exports."""
    head, _, rest = name.partition(".")
    resource = next((vars(base)[head] for base in CLIENTS[service].__mro__ if head in vars(base)), None)
    if isinstance(resource, cached_property):
        cls = type(resource.func(PLANNED))
        return next(vars(part)[rest] for part in cls.__mro__ if rest in vars(part))
    for package in (f"esignkit.{service}", "esignkit", "esignkit.types"):
        module = importlib.import_module(package)
        if head in module.__all__:
            one = getattr(module, head)
            return getattr(one, rest) if rest else one
    raise LookupError(name)


def keywords(one: object) -> set[str]:
    if inspect.isclass(one) and issubclass(one, Model):
        return {a.name for a in attrs.fields(one)}
    if typing.is_typeddict(one):
        return set(one.__annotations__)
    return set(inspect.signature(one.build if isinstance(one, endpoint | paged | downloaded) else one).parameters)


def check(service: str, code: str) -> None:
    match = NAMES.fullmatch(code)
    assert match, f"{code!r} is not a name"
    one = resolve(service, match["name"])
    named = set(re.findall(r"(\w+)=", match["arguments"] or ""))
    if named:
        assert named <= keywords(one), f"{code}: there is no {named - keywords(one)}"


@pytest.mark.parametrize("service", PAGES)
def test_every_name_in_the_column_now_is_there(service: str):
    found = rows((DOCS / "guides" / PAGES[service]).read_text())
    assert len(found) > 40
    wrong = []
    for cell, line in found:
        codes = CODE.findall(cell)
        if not codes:
            wrong.append(f"nothing to go to: {line}")
        for code in codes:
            try:
                check(service, code)
            except (AssertionError, LookupError, StopIteration, AttributeError) as error:
                wrong.append(f"{code}: {error!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "code", ["packages.creat", "packages.create(file=…)", "Signer(emial=…)", "FieldSubtype.TEXT", "Nobody", "a b"]
)
def test_what_is_not_there_is_found(code: str):
    with pytest.raises((AssertionError, LookupError, StopIteration, AttributeError)):
        check("esignlive", code)


@pytest.mark.parametrize("service", PAGES)
def test_most_calls_have_a_name_that_people_come_with(service: str):
    page = (DOCS / "guides" / PAGES[service]).read_text()
    every = calls(service)
    reached = [call for call in every if f"`{call}" in page]
    assert len(reached) >= len(every) // 2


@pytest.mark.parametrize("service", THEIRS)
def test_every_name_of_theirs_is_on_the_page(service: str):
    page = re.sub(r"```.*?```", "", (DOCS / "guides" / PAGES[service]).read_text(), flags=re.DOTALL)
    found = {word for code in CODE.findall(page) for word in re.findall(r"\w+", code)}
    assert set(THEIRS[service].split()) - found == set()


@pytest.mark.parametrize("page", PAGES.values())
def test_the_page_says_where_the_names_were_read(page: str):
    text = (DOCS / "guides" / page).read_text()
    assert "names were read in" in text
    assert re.search(r"\b[0-9a-f]{7}\b", text), "no version of a source is named"
