"""Every link of the built site leads somewhere, and the site needs nothing from anywhere else."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

FETCHED = {  # what a browser fetches by itself, by tag and attribute; links for people are another matter
    ("script", "src"),
    ("img", "src"),
    ("img", "srcset"),
    ("source", "src"),
    ("source", "srcset"),
    ("iframe", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("video", "src"),
    ("video", "poster"),
    ("audio", "src"),
    ("track", "src"),
    ("use", "href"),
    ("image", "href"),
}
FETCHING_RELATIONS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "manifest", "preconnect"}
OWN = "https://site.invalid/"


class Reader(HTMLParser):
    """Collects what a page links to, what it fetches, and the places one can link to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.fetched: set[str] = set()
        self.places: set[str] = set()
        self.styles: list[str] = []
        self._in_style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_style = tag == "style"
        self.styles.append(given.get("style", ""))
        for name in ("id", "name"):
            if name in given and (name == "id" or tag == "a"):
                self.places.add(given[name])
        for name, value in given.items():
            if (tag, name.removeprefix("xlink:")) in FETCHED:
                self.fetched.update([value] if name != "srcset" else re.findall(r"(?:^|,)\s*(\S+)", value))
        if tag == "link":
            relations = set(given.get("rel", "").split())
            (self.fetched if relations & FETCHING_RELATIONS else self.links).add(given.get("href", ""))
        if tag in ("a", "area") and "href" in given:
            self.links.add(given["href"])
        if tag == "form" and "action" in given:
            self.links.add(given["action"])

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.styles.append(data)


class Site:
    """The pages of a built site, and whether an address is in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = {
            path.relative_to(folder).as_posix(): Reader(path.read_text()) for path in sorted(folder.rglob("*.html"))
        }

    def address(self, page: str) -> str:
        return OWN + page.removesuffix("index.html")

    def fault(self, page: str, target: str) -> str | None:
        """Say what is wrong with a link; None when it is well."""
        whole = urlsplit(urljoin(self.address(page), target))
        if whole.scheme in ("mailto", "data", "tel"):
            return None
        if f"{whole.scheme}://{whole.netloc}/" != OWN:
            return None if whole.scheme == "https" else f"{target}: not https"
        path = unquote(whole.path).lstrip("/")
        file = path + "index.html" if path == "" or path.endswith("/") else path
        if not (self.folder / file).is_file():
            return f"{target}: there is no {file}"
        place = unquote(whole.fragment)
        if place and not place.startswith("__") and file in self.pages and place not in self.pages[file].places:
            return f"{target}: {file} has no #{place}"
        return None


@pytest.fixture(scope="package")
def built(site: Path) -> Site:
    return Site(site)


def test_the_site_is_there(built: Site):
    assert len(built.pages) > 35
    assert sum(len(page.links) for page in built.pages.values()) > 3000


def test_no_link_is_broken(built: Site):
    broken = [
        f"{name}: {fault}"
        for name, page in built.pages.items()
        for target in sorted(page.links | page.fetched)
        if (fault := built.fault(name, target))
    ]
    assert not broken, "\n".join(broken)


def test_nothing_is_fetched_from_elsewhere(built: Site):
    outside = [
        f"{name}: {target}"
        for name, page in built.pages.items()
        for target in page.fetched
        if not urljoin(built.address(name), target).startswith((OWN, "data:"))
    ]
    for name, page in built.pages.items():
        outside += [f"{name}: {found}" for text in page.styles for found in outside_of_style(text)]
    for path in built.folder.rglob("*.css"):
        outside += [f"{path.name}: {found}" for found in outside_of_style(path.read_text())]
    assert not outside, "\n".join(outside)


def outside_of_style(text: str) -> list[str]:
    return re.findall(r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^\"')\s]+)", text)


def test_what_llms_txt_links_to_is_in_the_site(built: Site):
    """Prose as Markdown; what is made from docstrings as the page, because its Markdown would say nothing."""
    targets = re.findall(r"\]\(([^)]+)\)", (built.folder / "llms.txt").read_text())
    assert len(targets) >= len(built.pages) - 1  # all but 404.html
    assert [target for target in targets if (built.folder / target).is_dir()]
    for target in targets:
        file = built.folder / target
        text = (file / "index.html" if file.is_dir() else file).read_text()
        assert "\n::: " not in text, target


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("nowhere/", "there is no nowhere/index.html"),
        ("#nothing-of-the-kind", "has no #nothing-of-the-kind"),
        ("esignlive/#life-circle", "has no #life-circle"),
        ("http://example.com/", "not https"),
        ("esignlive/#life-cycle", None),
        ("https://example.com/", None),
        ("./", None),
    ],
)
def test_a_broken_link_would_be_seen(built: Site, target: str, said: str | None):
    fault = built.fault("index.html", target)
    assert (fault is None) if said is None else (fault is not None and said in fault)


def test_what_a_page_fetches_is_seen():
    page = Reader(
        '<link rel="stylesheet" href="//a.example/x.css"><script src="https://b.example/x.js"></script>'
        '<svg><use xlink:href="x.svg#a"/></svg><style>@import "https://c.example/y.css";</style><p style="background:url(http://d.example/z.png)">'
    )
    assert page.fetched == {"//a.example/x.css", "https://b.example/x.js", "x.svg#a"}
    assert [one for text in page.styles for one in outside_of_style(text)] == [
        "https://c.example/y.css",
        "http://d.example/z.png",
    ]
