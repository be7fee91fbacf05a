"""Each service at the root of a port of its own: everything that holds below its path holds there too."""

from __future__ import annotations

import socket
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from esignkit.sandbox import PortInUse, Sandbox
from tests import local_http
from tests.sandboxes import running_sandbox

from .constellation1.support import Client
from .esl import sent
from .ignisign.support import Application
from .web.support import sent as sent_by
from .wire import ADDRESSES, MOUNTS, Wire, root_of

sandbox = running_sandbox(scope="module")

LISTS = {
    "esignlive": ("/api/packages", "packages.list"),
    "ignisign": ("/v3/applications/{app}/envs/DEVELOPMENT/webhooks", "webhooks.list"),
    "constellation1": ("/rest/v1/sessions/archived/10/0", "sessions.archived"),
}
"""A call of each service that needs credentials and changes nothing."""


@pytest.fixture(params=MOUNTS)
def service(request):
    return request.param


@pytest.fixture
def wire(sandbox, service):
    """Connections to the service's own port, with good credentials."""
    return Wire(root_of(sandbox, service, "own port"), authorization(sandbox, service))


def authorization(sandbox, service):
    if service == "esignlive":
        return f"Basic {sandbox.esignlive.api_key}"
    if service == "ignisign":
        account = sandbox.ignisign
        body = {"appId": account.app_id, "appEnv": account.app_env, "secret": account.app_secret}
        login = local_http.post(f"{account.root_url}/v3/auth/app-api", json=body)
        return f"Bearer {login.json()['jwtToken']}"
    client = Client(sandbox.constellation1)
    with client.http:
        return client.token()


def path_of(sandbox, service):
    return LISTS[service][0].replace("{app}", sandbox.ignisign.app_id)


class TestAddresses:
    def test_all_are_on_ports_of_their_own(self, sandbox):
        roots = {getattr(sandbox, service).root_url for service in MOUNTS}
        assert len({sandbox.url, *roots}) == 4
        assert {urlsplit(root).hostname for root in roots} == {"127.0.0.1"}
        assert {urlsplit(root).path for root in roots} == {""}

    def test_another_tenants_are_the_same(self, sandbox, account, service):
        assert getattr(account, service).root_url == getattr(sandbox, service).root_url

    def test_they_are_among_the_variables(self, sandbox, service):
        assert sandbox.env()[f"{service.upper()}_ROOT_URL"] == getattr(sandbox, service).root_url

    def test_all_listen_on_loopback_only(self, sandbox):
        assert {listener.getsockname()[0] for listener in sandbox.server.listeners} == {"127.0.0.1"}

    def test_they_can_be_chosen_and_are_free_again_after_stop(self, sandbox):
        with Sandbox() as first:
            ports = {service: urlsplit(getattr(first, service).root_url).port for service in MOUNTS}
        with Sandbox(ports=ports) as second:
            assert {service: urlsplit(getattr(second, service).root_url).port for service in MOUNTS} == ports

    def test_a_port_that_is_taken_is_named(self, sandbox, service):
        port = urlsplit(getattr(sandbox, service).root_url).port
        with pytest.raises(PortInUse, match=f"port {port} is in use"):
            Sandbox(ports={service: port}).start()

    def test_a_port_for_two(self):
        with Sandbox() as gone:
            port = urlsplit(gone.url).port
        with pytest.raises(PortInUse, match=f"port {port}"):
            Sandbox(port=port, ports={"ignisign": port}).start()

    def test_a_service_that_there_is_not(self):
        with pytest.raises(ValueError, match="docusign"):
            Sandbox(ports={"docusign": 0}).start()


class TestRequests:
    def test_the_service_is_at_the_root(self, sandbox, service, wire):
        assert wire.send("GET", path_of(sandbox, service))[0] == 200

    def test_the_log_names_them_as_it_does_below_the_path(self, sandbox, service, wire):
        wire.send("GET", path_of(sandbox, service))
        last = sandbox.requests()[-1]
        assert (last.provider, last.operation) == (service, LISTS[service][1])
        assert last.template.startswith(MOUNTS[service])

    def test_the_path_of_the_other_port_is_none_here(self, sandbox, service, wire):
        assert wire.send("GET", MOUNTS[service] + path_of(sandbox, service))[0] == 404

    @pytest.mark.parametrize("path", ["/esl/api/packages", "/ignisign/v3/webhooks", "/c1/rest/v1/sessions", "/nothing"])
    def test_an_unknown_path_is_answered_in_the_services_form(self, sandbox, service, wire, path):
        there = Wire(root_of(sandbox, service, "path"), "")
        own = wire.send("GET", path)
        mounted = there.send("GET", path)
        assert own[0] == mounted[0] == 404
        assert own[1]["content-type"] == mounted[1]["content-type"]
        earlier, last = [entry.template for entry in sandbox.requests()][-2:]
        assert earlier == last == MOUNTS[service] + path

    @pytest.mark.parametrize("header", ["Host: evil.example", "Origin: https://evil.example"])
    def test_foreign_pages_are_refused(self, service, wire, header):
        name, _, value = header.partition(": ")
        answer = local_http.get(f"http://{wire.place[0]}:{wire.place[1]}/", headers={name: value})
        assert answer.status_code == 403

    def test_the_control_api_is_on_every_port(self, sandbox, service):
        root = getattr(sandbox, service).root_url
        listed = local_http.get(f"{root}/_sandbox/accounts").json()
        assert listed[0]["env"] == sandbox.env()
        assert local_http.get(f"{root}/_sandbox/nothing").status_code == 404


class TestFaults:
    @pytest.mark.parametrize("effect", ["502", "empty"])
    def test_a_response_of_the_servers(self, sandbox, service, wire, effect):
        sandbox.faults.add(effect, service, LISTS[service][1])
        status, _, content = wire.send("GET", path_of(sandbox, service))
        assert (status, content == b"") == ((502, False) if effect == "502" else (200, True))
        assert wire.send("GET", path_of(sandbox, service))[0] == 200

    def test_a_broken_connection(self, sandbox, service, wire):
        sandbox.faults.add("reset", service, LISTS[service][1])
        with pytest.raises(ConnectionResetError):
            wire.send("GET", path_of(sandbox, service))

    def test_the_connection_that_is_broken_is_the_right_one(self, sandbox, service, wire):
        """A client may use one port of its own for both, as connections to different ports of a server's."""
        with socket.socket() as first, socket.socket() as second:
            for connection in (first, second):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                connection.settimeout(60)
            first.bind(("127.0.0.1", 0))
            second.bind(first.getsockname())
            first.connect(("127.0.0.1", urlsplit(sandbox.url).port))
            kept = HTTPConnection("127.0.0.1")
            kept.sock = first
            kept.request("GET", "/_sandbox/health")
            kept.getresponse().read()
            second.connect(wire.place)
            sandbox.faults.add("reset", service, LISTS[service][1])
            head = f"GET {path_of(sandbox, service)} HTTP/1.1\r\nHost: localhost\r\n".encode()
            second.sendall(head + b"Authorization: " + wire.authorization + b"\r\n\r\n")
            with pytest.raises(ConnectionResetError):
                second.recv(65536)
            kept.request("GET", "/_sandbox/health")
            assert (kept.getresponse().status, kept.sock) == (200, first)


class TestFrontPage:
    """`/` of each port says what is where."""

    def test_of_the_port_of_all(self, sandbox):
        page = local_http.get(f"{sandbox.url}/").json()
        assert page["sandbox"] == sandbox.url
        assert local_http.get(f"{page['control']}/health").status_code == 200
        for service in MOUNTS:
            account = getattr(sandbox, service)
            assert page["services"][service] == {"base_url": account.base_url, "root_url": account.root_url}

    def test_of_a_services_own(self, sandbox, service):
        page = local_http.get(f"{getattr(sandbox, service).root_url}/").json()
        assert page == {"service": service, **local_http.get(sandbox.url).json()}

    @pytest.mark.parametrize(
        ("accept", "media_type"),
        [
            ("*/*", "application/json"),
            ("application/json", "application/json"),
            ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
            ("text/plain", "text/plain; charset=utf-8"),
        ],
    )
    def test_in_the_form_that_is_asked_for(self, sandbox, accept, media_type):
        answer = local_http.get(sandbox.ignisign.root_url, headers={"Accept": accept})
        assert answer.headers["content-type"] == media_type
        assert "html" in media_type or sandbox.constellation1.root_url in answer.text

    def test_it_is_no_call_of_a_service(self, sandbox):
        before = len(sandbox.requests())
        local_http.get(sandbox.url)
        assert len(sandbox.requests()) == before


@pytest.mark.parametrize("address", ADDRESSES)
class TestLinks:
    """A URL in an answer leads back to the address that was called."""

    def test_of_a_signing_page(self, sandbox, address):
        root = root_of(sandbox, "esignlive", address)
        headers = {"Authorization": authorization(sandbox, "esignlive")}
        with local_http.Client(base_url=f"{root}/api", headers=headers) as esl:
            made = sent(esl)
            url = esl.get(f"/packages/{made}/roles/role0/signingUrl").json()["url"]
        assert url.startswith(root.removesuffix("/esl") + "/sign/")  # pages are at the root of each port
        assert local_http.get(url).status_code == 200

    @pytest.mark.parametrize("api", ["v3", "v4"])
    def test_the_proofs_of_ignisign(self, sandbox, account, address, api):
        app = Application(sandbox, account, api)
        app.http.base_url = root_of(sandbox, "ignisign", address)
        with app:
            app.ok("POST", "A/webhooks", {"url": "http://127.0.0.1:9/"})
            request_id = app.published()
            sandbox.sign_all(request_id)
            links = [app.context(request_id)["signatureProofsUrl"]]
        events = [delivery.body for delivery in sandbox.deliveries("ignisign", request_id)]
        proofs = [event["content"] for event in events if event["topic"] == "SIGNATURE_PROOF"]
        links += [link for one in proofs for link in (one["signatureProofUrl"], one["documents"][0]["url"])]
        assert len(links) == 3
        for link in links:
            assert local_http.get(link).status_code == 200, link

    @pytest.mark.parametrize("service", MOUNTS)
    def test_the_mails(self, sandbox, account, address, service):
        lease = sent_by(sandbox, account, service)
        sandbox.sign_all(lease)
        base = sandbox.url if address == "path" else root_of(sandbox, service, address)
        mails = local_http.get(f"{base}/_sandbox/outbox", params={"transaction": lease}).json()
        links = {link for mail in mails for link in mail["links"]}
        assert links == {link for mail in sandbox.outbox.mails(transaction_id=lease) for link in mail.links}
        assert len(links) > 1
        for link in links:
            assert local_http.get(link).status_code == 200, link
