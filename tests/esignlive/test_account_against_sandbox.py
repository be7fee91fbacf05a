"""What an account is set to, its in-app reports and masked fields: both clients against the sandbox, step by step."""

from __future__ import annotations

import asyncio
import inspect
import io
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

import esignkit.esignlive as esl
from esignkit import AsyncItems, Items
from esignkit.errors import NotFoundError, ValidationError
from esignkit.sandbox import Sandbox

Do = Callable[..., Awaitable[Any]]


def content_of(download: Any) -> Any:
    return download.bytes()


def saved_at(target: Path) -> Callable[[Any], Any]:
    return lambda download: download.save(target)


@pytest.fixture(params=["blocking", "awaiting"])
def carry_out(request: pytest.FixtureRequest, account: Any) -> Callable[[Callable[[Do], Awaitable[None]]], None]:
    """Runs a story with one client or the other; a step is the call's name and its arguments.

    `take` says what to do with a download.
    """

    async def with_client(story: Callable[[Do], Awaitable[None]]) -> None:
        def call(client: Any, name: str, *args: Any, take: Callable[[Any], Any] | None = None, **kwargs: Any) -> Any:
            part, _, method = name.partition(".")
            result = getattr(getattr(client, part), method)(*args, **kwargs)
            if isinstance(result, Items | AsyncItems):
                result = result.all()
            return take(result) if take else result

        if request.param == "awaiting":
            async with esl.AsyncESignLive.from_env(account.env()) as aio:
                await story(lambda *args, **kwargs: call(aio, *args, **kwargs))
            return
        with esl.ESignLive.from_env(account.env()) as client:

            async def at_once(*args: Any, **kwargs: Any) -> Any:
                result = call(client, *args, **kwargs)
                assert not inspect.isawaitable(result)
                return result

            await story(at_once)

    return lambda story: asyncio.run(with_client(story))


def test_signing_themes(carry_out: Any):
    async def story(do: Do) -> None:
        day = {"day": esl.SigningTheme(color={"primary": "#0a5"})}
        night = {"night": esl.SigningTheme(color={"primary": "#050"})}
        assert await do("account.signing_themes") == {}
        assert await do("account.create_signing_themes", day) == day
        assert await do("account.signing_themes") == day
        assert await do("account.update_signing_themes", {**day, **night}) == {**day, **night}
        assert list(await do("account.signing_themes")) == ["day", "night"]
        with pytest.raises(ValidationError) as caught:
            await do("account.update_signing_themes", {"day": esl.SigningTheme()})
        assert caught.value.code == "error.validation.signingThemes.invalid"
        await do("account.delete_signing_themes")
        assert await do("account.signing_themes") == {}

    carry_out(story)


def test_signing_logos(carry_out: Any):
    async def story(do: Do) -> None:
        english, french = (esl.SigningLogo.from_bytes(one, b"GIF89a") for one in ("en", "fr"))
        assert await do("account.signing_logos") == []
        await do("account.set_signing_logos", [english, french])
        other = esl.SigningLogo.from_bytes("fr", b"\x89PNG\r\n")
        await do("account.set_signing_logos", [other])
        assert await do("account.signing_logos") == [english, other]
        assert [one["language"] for one in await do("account.settings", "signingLogos")] == ["en", "fr"]
        with pytest.raises(ValidationError):
            await do("account.set_signing_logos", [esl.SigningLogo(language="en", image="data:image/x;base64,AA==")])
        await do("account.delete_signing_logos")
        assert await do("account.signing_logos") == []

    carry_out(story)


def test_identity_workflows(carry_out: Any):
    async def story(do: Do) -> None:
        one = esl.IdvWorkflow(id="1", type="DV", tenant="oss", desc="d", skip_when_accessing_signed_documents=True)
        two = esl.IdvWorkflow(id="2", type="DVF")
        assert await do("account.idv_workflows") == []
        await do("account.create_idv_workflows", [one])
        await do("account.update_idv_workflows", [one, two])
        assert await do("account.idv_workflows") == [one, two]
        await do("account.delete_idv_workflows")
        assert await do("account.idv_workflows") == []

    carry_out(story)


def test_handover_urls_and_decline_reasons_by_language(carry_out: Any):
    async def story(do: Do) -> None:
        link = esl.HandoverUrl(href="https://h.example", text="Home", title="Go")
        assert await do("account.handover_url", "fr") is None
        assert await do("account.create_handover_url", "fr", link) == link
        link.text = "Accueil"
        assert await do("account.update_handover_url", "fr", link) == link
        assert await do("account.handover_url", "fr") == link
        assert await do("account.handover_url", "en") is None
        await do("account.delete_handover_url", "fr")
        assert await do("account.handover_url", "fr") is None
        assert await do("account.create_decline_reasons", "zh-CN", ["不"]) == ["不"]
        assert await do("account.update_decline_reasons", "zh-CN", ["不", "以后"]) == ["不", "以后"]
        assert await do("account.decline_reasons", "zh-CN") == ["不", "以后"]
        assert await do("account.decline_reasons", "en") == []
        await do("account.delete_decline_reasons", "zh-CN")
        assert await do("account.decline_reasons", "zh-CN") == []

    carry_out(story)


def test_typed_settings(carry_out: Any):
    async def story(do: Do) -> None:
        pages = await do("account.signing_ui_options")
        assert pages.complete_summary_options.continue_ is True
        changes = esl.SigningUiOptions(complete_summary_options=esl.CompleteSummaryOptions(continue_=False))
        after = await do("account.update_signing_ui_options", changes)
        assert after.complete_summary_options.continue_ is False
        assert after.complete_summary_options.title is True
        await do("account.reset_settings", esl.AdminSetting.SIGNING_UI_OPTIONS)
        assert await do("account.signing_ui_options") == pages
        await do("account.update_feature_settings", esl.AccountFeatureSettings(in_app_reports=False))
        await do("account.update_package_settings", esl.AccountPackageSettings(ada=True))
        both = await do("account.configuration")
        assert both.account_feature_settings.in_app_reports is False
        assert both.account_package_settings == await do("account.package_settings")
        both.account_feature_settings.in_app_reports = True
        await do("account.update_configuration", both)
        assert (await do("account.feature_settings")).in_app_reports is True
        assert not both.extra
        await do("account.reset_settings", "accountSettings")
        assert (await do("account.package_settings")).ada is False
        assert await do("account.update_settings", "attachmentsWhitelist", ["PDF"]) == ["PDF"]
        assert await do("account.settings", "attachmentsWhitelist") == ["PDF"]
        assert await do("account.settings", "attachmentsBlacklist") == ["EXE"]

    carry_out(story)


@pytest.mark.parametrize("shape", ["one", "list"])
def test_in_app_reports(sandbox: Sandbox, account: Any, carry_out: Any, shape: str, tmp_path: Path):
    sandbox.switch("esignlive", account.tenant, in_app_reports=shape)

    async def story(do: Do) -> None:
        found = [await do("reports.in_app_list", report_type=kind) for kind in ("TRANSACTION", "ACCOUNT")]
        names = [unquote((one.url or "").rpartition("/")[2]) for [one] in found]
        [summary] = await do("reports.in_app_summaries", report_type=esl.InAppReportType.TRANSACTION)
        content = await do("reports.in_app_file", names[0], take=content_of)
        assert (summary.size, summary.content_type) == (len(content), "text/csv;charset=UTF-8")
        assert content.startswith(b'"id","name"')
        saved = await do("reports.in_app_file", names[0], take=saved_at(tmp_path / "report.csv"))
        assert saved.size == len(content)
        archive = await do("reports.in_app_zip", names, take=content_of)
        assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == names
        await do("reports.in_app_zip", names[1], take=saved_at(tmp_path / "reports.zip"))
        assert zipfile.ZipFile(tmp_path / "reports.zip").namelist() == names[1:]
        assert len(await do("reports.in_app_list")) == (1 if shape == "one" else 2)
        await do("reports.delete_in_app_file", names[0])
        with pytest.raises(NotFoundError):
            await do("reports.in_app_file", names[0], take=content_of)
        with pytest.raises(NotFoundError):
            await do("reports.delete_in_app_files", names)
        await do("reports.delete_in_app_files", names[1:])
        if shape == "list":
            assert await do("reports.in_app_list") == []
        else:
            with pytest.raises(ValidationError):
                await do("reports.in_app_list")

    carry_out(story)


def test_masked_fields(carry_out: Any):
    async def story(do: Do) -> None:
        p = await do("packages.create", esl.Package(name="Lease"))
        await do("virtual_rooms.set_masked_fields", p, ["d-a-f", "d-a/b-g"])
        await do("virtual_rooms.mask_field", p, "d-a-h")
        await do("virtual_rooms.unmask_field", p, "d-a/b-g")
        assert await do("virtual_rooms.masked_fields", p) == ["d-a-f", "d-a-h"]
        with pytest.raises(NotFoundError):
            await do("virtual_rooms.masked_fields", "nobody's")

    carry_out(story)


@pytest.mark.parametrize("shape", ["sdk", "openapi"])
def test_an_update_of_themes_that_answers_nothing(sandbox: Sandbox, account: Any, carry_out: Any, shape: str):
    sandbox.switch("esignlive", account.tenant, shapes=shape)

    async def story(do: Do) -> None:
        themes = {"day": esl.SigningTheme(color={"primary": "#0a5"})}
        assert await do("account.update_signing_themes", themes) == (themes if shape == "sdk" else {})
        assert await do("account.signing_themes") == themes

    carry_out(story)
