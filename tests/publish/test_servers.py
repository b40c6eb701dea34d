"""The rules of servers, on these servers, or in the hands of the code that reads them there."""

import contextlib
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from claimgraph.publish.addresses import PREFLIGHT, SAFETY, sent
from claimgraph.publish.check_site import check_site
from publish import serving
from publish.conftest import Build
from publish.releasing import edit, project_in
from publish.test_check_site import ask
from support import ROOT, require


@pytest.fixture(scope="module")
def w3id(small: Path) -> Iterator[str]:
    """Apache with the rules for w3id.org of the small project, whose root is that of the host."""
    with serving.apache(small) as address:
        yield address


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("", "/"),
        ("text/html,*/*;q=0.8", "/"),
        ("text/turtle", ".ttl"),
        ("text/html;q=0.4, application/ld+json;q=0.9", ".jsonld"),
    ],
)
def test_w3id_leads_every_iri_to_its_document(w3id: str, small: Path, accept: str, suffix: str) -> None:
    table = json.loads((small / "hosting" / "addresses.json").read_bytes())
    asked = 0
    for iri, folder in table["resources"].items():
        if "#" in iri or ".." in iri.split("/") or "%2f" in iri:
            continue  # no client asks for these, and Apache refuses an encoded slash
        status, headers, _ = ask(w3id, sent(iri.removeprefix(table["root"])), accept)
        assert status == 303
        assert unquote(headers["location"]) == f"{table['site']}{folder}{suffix}"
        assert (headers["vary"], headers["access-control-allow-origin"]) == ("Accept", "*")
        asked += 1
    assert asked > 15


def test_w3id_leads_on_to_documents_and_pages(w3id: str) -> None:
    for path in ("set/paper.nt", "names/index.html", "assets/site.css"):
        assert ask(w3id, path, "text/turtle")[1]["location"] == f"https://pages.example/of/towns/{path}"
    assert ask(w3id, "set/ethics", "text/turtle")[1]["location"] == "https://pages.example/of/towns/set/ethics/"
    assert ask(w3id, "terms", "text/turtle")[1]["location"] == "https://pages.example/of/towns/terms.ttl"
    assert ask(w3id, "set/paper?x=1")[1]["location"] == "https://pages.example/of/towns/set/paper/"


def rooted(folder: Path, base: str, site: str) -> Path:
    """The small project with all its IRIs below the dataset's own."""
    source = project_in(folder)
    for path in source.rglob("*"):
        if path.is_file():
            text = re.sub("https://example.org/(?=terms|shapes)", base, path.read_text(encoding="utf-8"))
            path.write_text(text.replace("https://example.org/set/", base), encoding="utf-8")
    edit(source, "claimgraph.toml", 'release = "1', f'site = "{site}"\nrelease = "1')
    return source


@pytest.mark.parametrize("base", ["https://example.org/", "https://example.org/set/"])
@pytest.mark.parametrize("site", ["https://pages.example/", "https://pages.example/of/towns/"])
def test_w3id_leads_a_dataset_at_the_root_to_its_documents(tmp_path: Path, build: Build, base: str, site: str) -> None:
    build(rooted(tmp_path / "project", base, site), tmp_path / "site")
    table = json.loads((tmp_path / "site" / "hosting" / "addresses.json").read_bytes())
    assert (table["root"], table["resources"][base]) == (base, "")
    with serving.apache(tmp_path / "site", urlsplit(base).path) as address:
        for accept, page, twin in (("text/html", "", "/"), ("", "", "/"), ("text/turtle", "index.ttl", ".ttl")):
            for iri, folder in table["resources"].items():
                if "#" in iri:
                    continue
                status, headers, _ = ask(address, iri.removeprefix(base), accept)
                assert (status, headers["location"]) == (303, site + (folder + twin if folder else page)), iri
                assert (headers["vary"], headers["access-control-allow-origin"]) == ("Accept", "*")
        asked = ask(address, "?x=1", "application/ld+json")
        assert (asked[0], asked[1]["location"]) == (303, f"{site}index.jsonld")
        assert ask(address, "index.ttl", "text/html")[1]["location"] == f"{site}index.ttl"


@pytest.mark.parametrize("server", [serving.nginx, serving.caddy])
@pytest.mark.parametrize("site", ["https://example.org/set/", "https://pages.example/"])
def test_a_dataset_at_the_root_of_the_site_answers(
    tmp_path: Path, build: Build, server: Callable[[Path, Path], AbstractContextManager[str]], site: str
) -> None:
    source = rooted(tmp_path / "project", "https://example.org/set/", site)
    build(source, tmp_path / "site")
    with server(tmp_path / "server", tmp_path / "site") as address:
        assert check_site(address).report.findings == ()
        prefix = urlsplit(address).path
        _, headers, _ = ask(address, "", "text/html")
        assert f'<{prefix}downloads/set.nq>; rel="item"; type="application/n-quads"' in headers["link"]
        assert '<https://example.org/set/>; rel="cite-as"' in headers["link"]
        _, headers, _ = ask(address, "downloads/set.nq")
        assert headers["content-type"] == "application/n-quads; charset=utf-8"
        assert f'<{prefix}>; rel="collection"' in headers["link"]


@pytest.mark.parametrize("server", [serving.nginx, serving.caddy])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_paths_that_are_nobodys_are_found_nowhere(
    tmp_path: Path, small: Path, server: Callable[[Path, Path], AbstractContextManager[str]], accept: str
) -> None:
    with server(tmp_path / "server", small) as address:
        assert ask(address, "set/town/Ada", accept)[0] == 303
        for path in ("set//town/Ada", "/set/town/Ada", "set%2Ftown%2fAda", "foo%0Abar", "set/town/Ada%0A"):
            status, headers, _ = ask(address, path, accept)
            assert (status, headers.get("location")) == (404, None), path


@pytest.mark.parametrize("server", [serving.nginx, serving.caddy])
def test_what_ends_like_a_twin_and_is_none_is_cited_as_nothing(
    tmp_path: Path, small: Path, server: Callable[[Path, Path], AbstractContextManager[str]]
) -> None:
    with server(tmp_path / "server", small) as address:
        for name in ("metadata.ttl", "metadata.jsonld"):
            _, headers, _ = ask(address, name)
            assert headers["link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
        for name in ("set.ttl", "set/town/Ada.ttl"):
            _, headers, _ = ask(address, name)
            assert 'rel="cite-as"' in headers["link"] and 'rel="describes"' in headers["link"]


@pytest.mark.parametrize("server", ["nginx", "caddy", "w3id", "netlify"])
def test_browsers_may_ask_for_anything(tmp_path: Path, small: Path, w3id: str, server: str) -> None:
    folder = tmp_path / "server"
    with contextlib.nullcontext(w3id) if server == "w3id" else getattr(serving, server)(folder, small) as address:
        for path in ("set/town/Ada", "set/town/Ada.ttl", "set/gone", ""):
            status, headers, body = ask(address, path, method="OPTIONS")
            assert (status, body, headers["access-control-allow-origin"]) == (204, b"", "*")
            assert {name: headers[name.lower()] for name in PREFLIGHT} == PREFLIGHT
            assert "access-control-allow-methods" not in ask(address, path)[1]


def netlify(site: Path, *requests: str) -> dict[str, Any]:
    """What Netlify's own code makes of a site's files for it."""
    script = ROOT / "tests" / "browser" / "netlify.mjs"
    require(script.parent / "node_modules" / "netlify-redirector", "netlify-redirector (npm install in tests/browser)")
    rules = [str(next(site.rglob(name))) for name in ("_redirects", "_headers")]
    command = [serving.required("node", "nodejs"), str(script), *rules, *requests]
    done = subprocess.run(command, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_netlify_answers_410_for_tombstones_and_finds_every_page(small: Path) -> None:
    gone = [f"/of/towns/set/gone{end}" for end in ("", "/", "/index.html", ".ttl", ".jsonld", ".nt")]
    table = json.loads((small / "hosting" / "addresses.json").read_bytes())
    # Netlify cannot tell the page of a folder from a thing of that name, and no client sends dots.
    moved = {path: to for path, to in table["moved"].items() if not path.endswith("index.html") and ".." not in path}
    dead = {path: moved.pop(path) for path in [*moved] if moved[path] in table["gone"]}
    assert len(moved) > 4 and len(dead) == 1
    kept = ["/of/towns/", "/of/towns/set/town/Ada", "/of/towns/set/town/Ada.ttl", "/of/towns/terms", "/elsewhere"]
    gone += [f"/of/towns/{path}" for path in dead]
    answers = netlify(small, *gone, *(f"/of/towns/{path}" for path in moved), *kept)["matched"]
    assert [(one["status"], one["force"]) for one in answers[: len(gone)]] == [(410, True)] * len(gone)
    assert [one["to"] for one in answers[len(gone) : -len(kept)]] == [f"/of/towns/{to}/" for to in moved.values()]
    assert answers[-len(kept) :] == [None] * len(kept)


def test_netlify_sends_the_headers(small: Path) -> None:
    found = netlify(small)
    assert found["errors"] == []
    headers = {one["for"]: one["values"] for one in found["headers"]}
    assert headers["/of/towns/*"].items() >= SAFETY.items()
    assert '<https://example.org/set/>; rel="cite-as"' in headers["/of/towns/set/"]["Link"]
    assert headers["/of/towns/downloads/set.nq"]["Content-Type"] == "application/n-quads"


def test_the_files_of_netlify_are_where_it_looks(small: Path, shipped: Path) -> None:
    assert (shipped / "_redirects").is_file() and (shipped / "_headers").is_file()
    assert (small / "hosting" / "_redirects").is_file()


def test_the_edge_function_of_netlify_chooses_by_accept(small: Path, tmp_path: Path) -> None:
    with serving.netlify(tmp_path / "server", small) as address:
        found = check_site(address).report.findings
        # Netlify's own rules give pages no links, and lead from a page to what a thing of its name is called; no client
        # sends dots.
        left = [one for one in found if not one.component.endswith(("#link-header", "#address"))]
        wrong = {one.location.file.removeprefix(f"{address}set/town/") for one in left if one.location}
        assert wrong == {"slash/"}
        status, headers, _ = ask(address, "set/town/Ada", "application/ld+json")
        assert (status, headers["location"], headers["vary"]) == (303, "/of/towns/set/town/Ada.jsonld", "Accept")
        assert ask(address, "set/town/Ada/", "text/turtle")[1]["location"] == "/of/towns/set/town/Ada.ttl"
        status, headers, body = ask(address, "set/gone", "text/turtle")
        assert (status, headers["content-type"]) == (410, "text/turtle")
        assert b"invalidatedAtTime" in body
        assert ask(address, "set/town/nobody", "text/turtle")[0] == 404


def test_the_edge_function_of_netlify_finds_a_dataset_at_the_root(tmp_path: Path, build: Build) -> None:
    build(rooted(tmp_path / "project", "https://example.org/set/", "https://pages.example/"), tmp_path / "site")
    with serving.netlify(tmp_path / "server", tmp_path / "site") as address:
        found = check_site(address).report.findings
        assert {one.component.rpartition("#")[2] for one in found} <= {"link-header"}
        assert ask(address, "", "text/turtle")[1]["location"] == "/index.ttl"
