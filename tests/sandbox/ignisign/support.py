"""One Ignisign application, spoken to in raw HTTP as the provider file describes it."""

from __future__ import annotations

from datetime import UTC, datetime

from esignkit.sandbox import pdf
from tests import local_http

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

SIMPLE, EMBEDDED, RICH, ADVANCED, QUALIFIED, ASKED, TEMPLATE, INDIVIDUAL, SETUP = range(9)
"""The profiles an account has from the first day, in the order of the list."""

ENVELOPE = {"message", "timestamp", "status", "code", "context"}

PUBLISH = "CANNOT_PUBLISH_SIGNATURE_REQUEST__"
DOCUMENT = "CANNOT_UPDATE_OR_PUBLISH_SIGNATURE_REQUEST__AT_LEAST_ONE_DOCUMENT_"
SIGNER = "CANNOT_UPDATE_SIGNATURE_REQUEST__"
PROFILE = "SIGNATURE_REQUEST_DTO_NOT_MATCH_WITH_SIGNATURE_PROFILE__"

ANN = {"firstName": "Ann", "lastName": "Archer", "email": "ann@example.com", "externalId": "ann-1"}
BOB = {"firstName": "Bob", "lastName": "Baker", "email": "bob@example.com"}


class Application:
    """Calls of one application; `api` is the version in the path."""

    def __init__(self, sandbox, account, api="v3"):
        self.sandbox = sandbox
        self.tenant = account.tenant
        self.account = account.ignisign
        self.api = api
        # No certificates are read: each client would take as long as ten calls to start.
        self.http = local_http.Client(base_url=self.account.base_url)

    def __enter__(self):
        try:
            self.log_in()
        except BaseException:
            self.http.close()
            raise
        return self

    def __exit__(self, *_):
        self.http.close()

    def log_in(self):
        response = self.http.post(f"/{self.api}/auth/app-api", json=self.credentials())
        assert response.status_code == 200, response.text
        self.http.headers["Authorization"] = f"Bearer {response.json()['jwtToken']}"

    def credentials(self, **changes):
        account = self.account
        return {"appId": account.app_id, "appEnv": account.app_env, "secret": account.app_secret} | changes

    def switch(self, **values):
        return self.sandbox.switch("ignisign", self.tenant, **values)

    def path(self, path):
        """`A/…` is the path of the application and environment, anything else comes right after the version."""
        if path.startswith("A/"):
            path = f"applications/{self.account.app_id}/envs/{self.account.app_env}/{path[2:]}"
        return f"/{self.api}/{path.replace('{app}', self.account.app_id)}"

    def call(self, method, path, body=None, **more):
        if body is not None:
            more["json"] = body
        return self.http.request(method, self.path(path), **more)

    def ok(self, method, path, body=None, **more):
        response = self.call(method, path, body, **more)
        assert response.status_code == 200, response.text
        return response.json()

    def refused(self, code, method, path, body=None, status=400, **more):
        response = self.call(method, path, body, **more)
        check_refusal(response, status, code)
        return response.json()

    # The usual steps

    def profiles(self):
        return self.ok("GET", "A/signature-profiles")

    def signer(self, **inputs):
        return self.ok("POST", "A/signers", inputs)["signerId"]

    def draft(self, profile=SIMPLE):
        body = {} if self.api == "v4" else {"signatureProfileId": self.profiles()[profile]["_id"]}
        return self.ok("POST", "A/signature-requests", body)["signatureRequestId"]

    def document(self, request_id, content=None, name="contract.pdf", **info):
        document_id = self.ok("POST", "A/init-documents", {"signatureRequestId": request_id, **info})["documentId"]
        if content is not None:
            self.upload(document_id, content, name)
        return document_id

    def upload(self, document_id, content, name="contract.pdf", media_type="application/octet-stream"):
        return self.ok("POST", f"documents/{document_id}/file", files={"file": (name, content, media_type)})

    def update(self, request_id, **fields):
        return self.ok("PUT", f"signature-requests/{request_id}", fields)

    def ready(self, profile=SIMPLE, signers=(ANN, BOB), content=None, **fields):
        """Return a request that wants nothing more than to be published."""
        request_id = self.draft(profile)
        document_id = self.document(request_id, pdf.sample_agreement() if content is None else content)
        self.update(
            request_id,
            **{
                "title": "Lease",
                "documentIds": [document_id],
                "signerIds": [self.signer(**one) for one in signers],
                **({"defaultSignatureMethod": "SIMPLE_STD"} if self.api == "v4" else {}),
                **fields,
            },
        )
        return request_id

    def publish(self, request_id):
        return self.ok("POST", f"signature-requests/{request_id}/publish", {})

    def published(self, **more):
        request_id = self.ready(**more)
        self.publish(request_id)
        return request_id

    def context(self, request_id):
        return self.ok("GET", f"signature-requests/{request_id}/context")

    def status(self, request_id):
        return self.context(request_id)["status"]


def check_refusal(response, status, code):
    body = response.json()
    assert (response.status_code, body["code"]) == (status, code), response.text
    assert set(body) == ENVELOPE
    assert body["status"] == status
    assert isinstance(body["message"], str)
    assert isinstance(body["context"], dict)
    assert datetime.fromisoformat(body["timestamp"]).tzinfo is not None
