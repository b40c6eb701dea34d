"""The rules of servers other than nginx, on these servers where there are any to be had."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from claimgraph.publish.addresses import sent
from publish import serving
from publish.test_check_site import ask


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
