"""The pages beside the guides: what a contributor, a person who changes SDKs and a language model read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import esignkit
from esignkit.core.endpoint import Resource
from tests.docs.hooks import hook

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CLIENTS = {
    "onespan": lambda: esignkit.ESignLive(api_key="a2V5", environment="us2-sandbox"),
    "ignisign": lambda: esignkit.Ignisign(
        app_id="a", app_env="DEVELOPMENT", app_secret="s", base_url="http://127.0.0.1:9"
    ),
}


def calls_of(service: str) -> set[str]:
    with CLIENTS[service]() as client:
        resources = {name: getattr(client, name) for name in dir(client) if not name.startswith("_")}
    return {
        f"{name}.{member}"
        for name, resource in resources.items()
        if isinstance(resource, Resource)
        for member in dir(resource)
        if not member.startswith("_")
    }


@pytest.mark.parametrize("service", CLIENTS)
def test_the_calls_that_a_migration_page_names_are_there(service: str):
    text = (DOCS / "guides" / f"migrating-from-{service}.md").read_text()
    calls = calls_of(service)
    resources = {call.partition(".")[0] for call in calls}
    named = {call for call in re.findall(r"`(\w+\.\w+)(?:\([^`]*\))?`", text) if call.partition(".")[0] in resources}
    assert len(named) > 15
    assert not named - calls
    rows = [row for row in text.splitlines() if re.match(r"\| `?(GET|POST|PUT|DELETE|…)", row)]
    for row in rows:
        resource, also = None, []
        for word in re.findall(r"`([^`]+)`", row.split("|")[2]):
            if found := re.match(r"(\w+)\.(\w+)", word):
                resource = found[1]
            elif resource and re.fullmatch(r"\w+", word):
                also.append(f"{resource}.{word}")
        assert not [call for call in also if call not in calls and call.partition(".")[2] != "parse_event"], row


def test_llms_txt_names_every_page_and_links_to_nothing_that_is_not_there():
    pages = {page.relative_to(DOCS).with_suffix("").as_posix(): page.read_text() for page in DOCS.rglob("*.md")}
    text = hook("llms").with_contents((DOCS / "llms.txt").read_text(), pages)
    links = set(re.findall(r"\]\(([^)]+)\)", text))
    assert not [link for link in links if not (DOCS / link).is_file()]
    missing = {f"{page}.md" for page in pages} - links
    assert not missing
    assert text.startswith("# esignkit\n\n> ")
    for name in re.findall(r"`(?:esignkit\.)?((?:Async)?(?:ESignLive|Ignisign|Constellation1)|NULL|\w+Error)`", text):
        assert name in esignkit.__all__


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "ADDING_A_PROVIDER.md"])
def test_what_contributors_are_sent_to_is_there(name: str):
    text = (ROOT / name).read_text()
    assert not re.search(r"(?<![\w.:/])/(?:home|root|tmp|var|opt)/", text)
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / target).exists(), target
    for session in re.findall(r"nox -s (\w+)", text):
        assert re.search(rf"^def {session}\(", (ROOT / "noxfile.py").read_text(), re.MULTILINE), session
    for path in re.findall(r"`((?:src|tests|examples|docs)/[\w/.]+?)/?`", text):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("provider", ["constellation1", "ignisign", "esignlive"])
def test_every_provider_brings_the_tests_that_a_new_one_must_bring(provider: str):
    wanted = re.findall(r"^\| `(tests/<name>/test_\w+\.py)`", (ROOT / "ADDING_A_PROVIDER.md").read_text(), re.MULTILINE)
    assert len(wanted) > 5
    there = {path for path in wanted if (ROOT / path.replace("<name>", provider)).exists()}
    assert len(there) >= len(wanted) - 3, sorted(set(wanted) - there)
