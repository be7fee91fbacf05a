"""What an account is set to: themes, logos, workflows, links, reasons and the settings of administrators."""

from __future__ import annotations

import base64
import re

import pytest

from esignkit.sandbox.emulators.esignlive.emulator import ESignLiveEmulator
from esignkit.sandbox.emulators.esignlive.settings import SETTINGS
from tests.esignlive.openapi_operations import BEYOND, OPENAPI
from tests.sandbox.esignlive.support import executed
from tests.sandbox.esl import client_of, key_of

THEMES = {"night": {"color": {"background": "#000"}}}
WORKFLOW = {"id": "w1", "type": "DV", "tenant": "oss", "desc": "d", "skipWhenAccessingSignedDocuments": True}
LINK = {"href": "https://example.com", "text": "Home", "title": "Go home"}
KEPT = {
    "/account/signingThemes": (THEMES, {"day": {"color": {"background": "#fff"}}}),
    "/accountConfig/idvWorkflowConfigs": ([WORKFLOW], [{**WORKFLOW, "id": "w2"}, WORKFLOW]),
    "/accountConfig/handoverUrl/en": (LINK, {**LINK, "title": None}),
    "/accountConfig/declineReasons/en": (["No"], ["No", "Later"]),
}
ADMIN = "/account/admin"
BOTH = ADMIN + "/accountSettings"


def logo(language, content=b"GIF89a", kind="gif"):
    return {"language": language, "image": f"data:image/{kind};base64,{base64.b64encode(content).decode()}"}


class TestKept:
    @pytest.mark.parametrize("path", KEPT)
    def test_created_read_changed_and_deleted(self, sandbox, account, esl, path):
        first, second = KEPT[path]
        before = esl.get(path)
        silent = "idvWorkflow" in path
        made = esl.post(path, json=first)
        assert (made.status_code, made.content if silent else made.json()) == (200, b"" if silent else first)
        assert esl.get(path).json() == first
        changed = esl.put(path, json=second)
        assert (changed.content if silent else changed.json()) == (b"" if silent else second)
        assert esl.get(path).json() == second
        assert esl.delete(path).content == b""
        assert (esl.get(path).status_code, esl.get(path).content) == (before.status_code, before.content)
        names = executed(sandbox, account)
        assert [name.rpartition(".")[2] for name in names] == ["create", "update", "delete"]
        assert len({name.rpartition(".")[0] for name in names}) == 1

    def test_what_is_kept_by_language(self, esl):
        esl.put("/accountConfig/declineReasons/en", json=["No"])
        esl.post("/accountConfig/handoverUrl/fr", json=LINK)
        assert esl.get("/accountConfig/declineReasons/fr").json() == []
        assert esl.get("/accountConfig/declineReasons/en").json() == ["No"]
        assert esl.get("/accountConfig/handoverUrl/en").status_code == 204
        assert esl.get("/accountConfig/handoverUrl/fr").json() == LINK

    @pytest.mark.parametrize(
        ("path", "bodies"),
        [
            ("/account/signingThemes", ([], {"n": 1}, {"n": {}}, {"n": {"color": {"a": 1}}}, None)),
            ("/accountConfig/idvWorkflowConfigs", ({}, ["w"], "w")),
            ("/accountConfig/handoverUrl/en", ([], {"href": 1}, "x")),
            ("/accountConfig/declineReasons/en", ({}, [1], "No")),
        ],
    )
    def test_what_has_another_form_is_refused_and_nothing_is_kept(self, sandbox, account, esl, path, bodies):
        before = esl.get(path).content
        for body in bodies:
            for method in ("POST", "PUT"):
                response = esl.request(method, path, json=body)
                assert response.status_code == 400
                assert response.json()["messageKey"].endswith(".invalid")
        assert esl.get(path).content == before
        assert not executed(sandbox, account)

    def test_where_nothing_is_set_by_switch(self, esl, switch):
        for path in ("/account/signingThemes", "/accountConfig/declineReasons/en"):
            assert esl.get(path).status_code == 200
        assert esl.delete("/accountConfig/idvWorkflowConfigs").status_code == 200
        switch(unset="refused")
        assert key_of(esl.get("/account/signingThemes")) == (400, "error.validation.signingThemes.notFound")
        assert key_of(esl.get("/accountConfig/handoverUrl/en")) == (404, "error.notFound.handoverUrlNotFound")
        assert key_of(esl.get("/accountConfig/declineReasons/en")) == (404, "error.notFound.declineReasonsNotFound")
        gone = esl.delete("/accountConfig/idvWorkflowConfigs")
        assert key_of(gone) == (400, "error.validation.idvWorkflows.notFound")
        for path, (value, _) in KEPT.items():
            esl.post(path, json=value)
            assert esl.get(path).json() == value
        assert esl.delete("/accountConfig/idvWorkflowConfigs").status_code == 200

    @pytest.mark.parametrize("again", ["replaces", "adds"])
    def test_a_second_create_by_switch(self, esl, switch, again):
        switch(created_again=again)
        adds = again == "adds"
        more = {"day": {"color": {"background": "#fff"}}}
        esl.post("/account/signingThemes", json=THEMES)
        assert esl.post("/account/signingThemes", json=more).json() == ({**THEMES, **more} if adds else more)
        esl.post("/accountConfig/declineReasons/en", json=["No", "Later"])
        esl.post("/accountConfig/declineReasons/en", json=["No", "Never"])
        reasons = ["Later", "No", "Never"] if adds else ["No", "Never"]
        assert esl.get("/accountConfig/declineReasons/en").json() == reasons
        esl.post("/accountConfig/handoverUrl/en", json=LINK)
        assert esl.post("/accountConfig/handoverUrl/en", json=LINK).json() == LINK
        assert esl.put("/account/signingThemes", json=THEMES).json() == THEMES

    def test_an_update_of_themes_by_switch(self, esl, switch):
        switch(shapes="openapi")
        assert esl.post("/account/signingThemes", json=THEMES).json() == THEMES
        assert esl.put("/account/signingThemes", json=THEMES).content == b""
        assert esl.get("/account/signingThemes").json() == THEMES


class TestLogos:
    PATH = ADMIN + "/signingLogos"

    def test_added_and_replaced_by_language_and_deleted(self, sandbox, account, esl):
        assert esl.get(self.PATH).json() == []
        assert esl.post(self.PATH, json=[logo("en"), logo("fr")]).content == b""
        new = logo("fr", b"\x89PNG", "png")
        esl.post(self.PATH, json=[new, logo("de")])
        assert esl.get(self.PATH).json() == [logo("en"), new, logo("de")]
        assert esl.post(self.PATH, json={}).content == b""
        assert esl.get(self.PATH).json() == []
        names = executed(sandbox, account)
        assert names == ["account.signing_logos.set"] * 3

    @pytest.mark.parametrize(
        "body",
        [
            [],
            None,
            {"a": 1},
            ["x"],
            [{"language": "en"}],
            [{**logo("en"), "language": ""}],
            [logo("en", kind="tiff")],
            [{"language": "en", "image": "data:image/png;base64,!"}],
            [logo("en", bytes((1 << 20) + 1))],
        ],
        ids=range(9),
    )
    def test_refused_and_nothing_is_kept(self, sandbox, account, esl, body):
        esl.post(self.PATH, json=[logo("en")])
        response = esl.post(self.PATH, json=body)
        assert key_of(response) == (400, "error.validation.signingLogos.invalid")
        assert esl.get(self.PATH).json() == [logo("en")]
        assert len(executed(sandbox, account)) == 1


class TestSettings:
    @pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.name)
    def test_each_is_read_and_takes_the_methods_that_are_known(self, esl, setting):
        path = setting.path.removeprefix("/api").replace("{language}", "en")
        before = esl.get(path)
        assert before.status_code == (204 if setting.default is None else 200)
        assert setting.default is None or before.json() == setting.default
        known = {"GET", *setting.methods}
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            status = esl.request(method, path, json=None if method == "DELETE" else {"x": 1}).status_code
            assert (status in (404, 405)) is (method not in known), method

    def test_a_patch_changes_what_it_names(self, esl):
        path = ADMIN + "/signingUiOptions"
        before = esl.get(path).json()
        assert set(before) == {
            "completeSummaryOptions", "inpersonWelcomeOptions", "inpersonHostThankYouOptions", "notaryWelcomeOptions",
            "notaryHostThankYouOptions", "overviewOptions",
        }  # fmt: skip
        esl.patch(path, json={"overviewOptions": {"title": False}})
        after = esl.get(path).json()
        assert after["overviewOptions"] == {**before["overviewOptions"], "title": False}
        assert after["completeSummaryOptions"] == before["completeSummaryOptions"]
        assert esl.delete(path).content == b""
        assert esl.get(path).json() == before

    def test_two_groups_are_read_and_changed_together_too(self, sandbox, account, esl):
        first = esl.get(BOTH).json()
        assert set(first) == {"accountFeatureSettings", "accountPackageSettings"}
        esl.patch(BOTH + "/featureSettings", json={"groups": False})
        assert esl.get(BOTH).json()["accountFeatureSettings"]["groups"] is False
        esl.patch(BOTH, json={"accountPackageSettings": {"ada": True}})
        assert esl.get(BOTH + "/packageSettings").json()["ada"] is True
        assert esl.get(BOTH + "/featureSettings").json()["groups"] is False
        assert esl.delete(BOTH).content == b""
        assert esl.get(BOTH).json() == first
        names = [name.removeprefix("account.admin.") for name in executed(sandbox, account)]
        assert names == [
            "accountSettings.featureSettings.patch", "accountSettings.patch", "accountSettings.delete",
        ]  # fmt: skip

    def test_attachments_have_a_list_to_change_and_one_to_read(self, esl):
        assert esl.get(BOTH + "/attachmentsBlacklist").json() == ["EXE"]
        assert esl.put(BOTH + "/attachmentsWhitelist", json=["PDF"]).json() == ["PDF"]
        assert esl.get(BOTH + "/attachmentsWhitelist").json() == ["PDF"]
        assert esl.delete(BOTH + "/attachmentsWhitelist").content == b""
        assert esl.get(BOTH + "/attachmentsWhitelist").json() == []

    def test_the_password_policy_answers_nothing_when_it_is_changed(self, esl):
        policy = esl.get("/passwordPolicy").json()
        assert esl.put("/passwordPolicy", json={**policy, "length": 12}).content == b""
        assert esl.get("/passwordPolicy").json() == {**policy, "length": 12}

    def test_each_account_has_its_own(self, sandbox, esl):
        esl.post("/account/signingThemes", json=THEMES)
        esl.post(ADMIN + "/signingLogos", json=[logo("en")])
        with client_of(sandbox, sandbox.create_account()) as other:
            assert other.get("/account/signingThemes").json() == {}
            assert other.get(ADMIN + "/signingLogos").json() == []


def test_there_is_a_route_for_every_operation_that_is_known():
    known = [(method, path) for _, method, path in OPENAPI] + [line.split()[2:] for line in BEYOND.strip().splitlines()]
    routes = {(route.method, re.sub(r"{\w+}", "{}", route.template)) for route in ESignLiveEmulator().routes()}
    assert not {(method, re.sub(r"{\w+}", "{}", path)) for method, path in known} - routes
