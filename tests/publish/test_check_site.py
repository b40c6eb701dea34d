"""Sites on real servers, checked: right ones without a finding, wrong ones with the finding that they deserve."""

import json
import re
import shutil
import socket
import struct
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from claimgraph import registry
from claimgraph.errors import InputError, UsageError
from claimgraph.publish.addresses import ACCEPTS
from claimgraph.publish.check_site import check_site
from claimgraph.publish.loopback import serving
from claimgraph.validate import REPORTS
from loopback import Asked, Reply, answering
from publish.conftest import CONFIG, Build, write
from publish.serving import nginx
from support import Run


def ask(base: str, path: str, accept: str = "", method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body; nothing is followed, and the path is sent as it is."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=60)
    try:
        connection.request(method, urlsplit(base).path + path, headers={"Accept": accept} if accept else {})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("server", ["nginx_shipped", "caddy_shipped"])
def test_every_iri_of_the_dataset_answers_right(request: pytest.FixtureRequest, server: str) -> None:
    checked = check_site(request.getfixturevalue(server))
    assert checked.report.findings == ()
    assert checked.iris > 1200 and checked.requests > 2 * checked.files


def test_every_iri_of_the_dataset_is_found_on_a_plain_server(shipped: Path, run: Run) -> None:
    outcome = run("check-site", shipped)
    assert (outcome.code, outcome.err) == (0, "")
    assert re.fullmatch(r"no findings in 1,\d+ IRIs and \d,\d+ files, after [\d,]+ requests\n", outcome.out)


def test_hostile_iris_answer(host: str) -> None:
    findings = check_site(host).report.findings
    # What no client can ask for, and what has the name of another's page, is all that is left.
    assert {finding.focus_node for finding in findings} == {
        "<https://example.org/set/town/index.html>",
        "<https://example.org/set/town/..>",
        "<https://example.org/set/town/../../../escape>",
    }


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("", "/"),
        ("*/*", "/"),
        ("text/*", "/"),
        ("text/turtle", ".ttl"),
        ("TEXT/Turtle ; charset=utf-8", ".ttl"),
        ("application/ld+json;profile=compacted, text/html;q=0.9", ".jsonld"),
        ("application/json", ".jsonld"),
        ("application/*", ".jsonld"),
        ("application/n-triples,*/*;q=0.1", ".nt"),
        ("text/html;q=0.3,application/n-triples;q=0.35", "/"),
        ("text/turtle;q=0.5, text/html;q=0.7", "/"),
        ("text/turtle;q=1.0, text/html;q=0.9", ".ttl"),
        ("text/turtle, */*", ".ttl"),
        ("text/turtle;q=0", "/"),
        ("image/png", "/"),
        ("text/turtlesoup", "/"),
        ("nonsense;;,=", "/"),
    ],
)
def test_what_is_asked_for_decides(host: str, accept: str, suffix: str) -> None:
    status, headers, _ = ask(host, "set/town/Ada", accept)
    assert (status, headers["location"]) == (303, f"/of/towns/set/town/Ada{suffix}")
    assert headers["vary"] == "Accept"
    chosen = next((kind for pattern, kind in ACCEPTS if re.search(pattern, accept, re.IGNORECASE)), "")
    assert (chosen or "/") == suffix


def test_a_tombstone_answers_410_with_its_page(host: str) -> None:
    status, headers, body = ask(host, "set/gone")
    assert (status, headers["content-type"]) == (410, "text/html; charset=utf-8")
    assert b"2024-05-06" in body
    for path, accept in (("set/gone", "text/turtle"), ("set/gone.ttl", "")):
        status, headers, body = ask(host, path, accept)
        assert (status, headers["content-type"].partition(";")[0]) == (410, "text/turtle")
        assert b"invalidatedAtTime" in body


def test_a_hash_iri_leads_to_its_document(host: str) -> None:
    assert ask(host, "terms", "text/turtle")[1]["location"] == "/of/towns/terms.ttl"
    assert ask(host, "terms")[1]["location"] == "/of/towns/terms/"
    links = ask(host, "terms/Town/")[1]["link"]
    assert '<https://example.org/terms#Town>; rel="cite-as"' in links


@pytest.mark.parametrize(
    "path",
    [
        "/elsewhere.example/..//of/towns/set/town/Ada",
        "set//town/Ada",
        "set/town/Ada%0d%0aSet-Cookie:%20a=b",
        "set/town/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "set/town/Ada?//elsewhere.example",
    ],
)
def test_no_redirect_leaves_the_site(host: str, path: str) -> None:
    _, headers, _ = ask(host, path)
    assert "set-cookie" not in headers
    assert re.match(r"/[^/\\]|$", headers.get("location", ""))


def test_what_is_not_there_is_404_with_a_page(host: str) -> None:
    for accept in ("", "text/turtle"):
        status, headers, body = ask(host, "set/nothing", accept)
        assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert b'href="/of/towns/index.html"' in body


@pytest.fixture
def broken(small: Path, tmp_path: Path) -> Path:
    """A copy of the small site, to break."""
    shutil.copytree(small, tmp_path / "site")
    return tmp_path / "site"


def found(site: Path) -> list[tuple[str, str, str]]:
    """What is found in a folder: check, path and message."""
    findings = check_site(str(site)).report.findings
    places = [finding.location.file.removeprefix(str(site)) if finding.location else "" for finding in findings]
    return [(f.component.rpartition("#")[2], place, f.message) for f, place in zip(findings, places, strict=True)]


def test_a_sound_copy_has_no_findings(broken: Path) -> None:
    assert found(broken) == []


def test_a_missing_twin_is_found(broken: Path) -> None:
    (broken / "set" / "paper.ttl").unlink()
    assert found(broken) == [("status", "/set/paper.ttl", "The status is 404, not 200.")]


def test_a_changed_file_is_found(broken: Path) -> None:
    path = broken / "set" / "paper.nt"
    path.write_bytes(path.read_bytes() + b"\n")
    assert found(broken) == [("fixity", "/set/paper.nt", "The file is not the one that was built.")]


def test_in_a_folder_the_rules_of_hosts_are_checked_too(tmp_path: Path, build: Build) -> None:
    build(write(tmp_path / "project", {"claimgraph.toml": CONFIG.replace("of/towns/", "")}), tmp_path / "site")
    (tmp_path / "site" / "_redirects").unlink()
    (tmp_path / "site" / "_headers").write_bytes(b"")
    assert [one[:2] for one in found(tmp_path / "site")] == [("fixity", "/_headers"), ("status", "/_redirects")]


def test_a_dead_link_is_found(broken: Path) -> None:
    path = broken / "set" / "author" / "index.html"
    path.write_bytes(path.read_bytes().replace(b"../../names/index.html", b"../../nowhere/"))
    kinds = found(broken)
    assert ("links", "/set/author/", "A link leads nowhere: ../../nowhere/") in kinds
    assert {place for _, place, _ in kinds} == {"/set/author/", "/set/author"}


def test_a_missing_page_is_found_for_its_iri(broken: Path) -> None:
    (broken / "set" / "paper" / "index.html").unlink()
    assert ("redirect", "/set/paper", "It does not lead to its page, set/paper/index.html.") in found(broken)


def test_a_plain_server_keeps_no_rules(small: Path) -> None:
    with serving(small) as address:
        kinds = {f.component.rpartition("#")[2] for f in check_site(address).report.findings}
    assert {"redirect", "media-type", "headers", "vary", "etag", "link-header"} <= kinds


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(404), "answers with status 404"),
        (Reply(body=b"not json"), "is not JSON"),
        (Reply(body=b"[" * 100_000), "is not JSON"),
        (Reply(body=b"[]"), "is not what a site"),
        (Reply(body=b"{}"), "says of itself"),
        (Reply(cut=True), "cannot be reached"),
    ],
)
def test_a_host_that_has_no_site_is_an_error(reply: Reply, words: str) -> None:
    with answering(lambda asked: reply) as server, pytest.raises(InputError, match=words):
        check_site(server.url.removesuffix("sparql"))


def test_a_redirect_to_another_host_is_a_finding_and_not_followed(small: Path) -> None:
    table = (small / "hosting" / "addresses.json").read_bytes()
    built = (small / ".claimgraph-site.json").read_bytes()

    def reply(asked: Asked) -> Reply:
        for name, data in (("addresses.json", table), ("site.json", built)):
            if asked.path.endswith(name):
                return Reply(body=data)
        return Reply(303, headers=(("Location", "http://elsewhere.example/"),))

    with answering(reply) as server:
        findings = check_site(server.url.removesuffix("sparql"), plain=True).report.findings
    assert "It leaves the site, for http://elsewhere.example/." in {finding.message for finding in findings}


def test_what_is_no_address_is_wrong_usage() -> None:
    for address in ("http://", "http://host:port/", "https://:80/"):
        with pytest.raises(UsageError, match="no address of a site"):
            check_site(address)


def test_findings_are_reported_as_those_of_validation(broken: Path, run: Run) -> None:
    for path in (broken / "set").glob("*.ttl"):
        path.unlink()
    text = run("check-site", broken, "--max", "1")
    assert text.code == 1
    assert text.out.startswith(f"{broken}/set/")  # what was served on loopback is in the folder
    assert re.search(r"^\d+ findings in ", text.out, re.MULTILINE)
    report = json.loads(run("check-site", broken, "--format", "json").out)
    assert {finding["message"] for finding in report["findings"]} == {"The status is 404, not 200."}


@pytest.mark.parametrize("form", registry.names(REPORTS))
def test_findings_have_every_format_of_reports(broken: Path, run: Run, form: str) -> None:
    (broken / "set" / "paper.ttl").unlink()
    outcome = run("check-site", broken, "--format", form)
    assert (outcome.code, outcome.err) == (1, "")
    assert "The status is 404, not 200." in outcome.out


def test_a_folder_that_says_nonsense_of_itself_is_named(broken: Path) -> None:
    (broken / "hosting" / "addresses.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        check_site(str(broken))
    assert raised.value.message.startswith(f"{broken}/hosting/addresses.json is not JSON")


def without(pattern: str, instead: str = "") -> Callable[[str], str]:
    """The rules of nginx with something replaced that must be in them."""

    def broken(rules: str) -> str:
        wrong, number = re.subn(pattern, instead, rules, flags=re.MULTILINE)
        assert number
        return wrong

    return broken


@pytest.mark.parametrize(
    ("wrong", "check", "place", "words"),
    [
        (
            without(r"^ *add_header Access-Control-Allow-Origin .*$"),
            "headers",
            "set/paper.ttl",
            "The header Access-Control-Allow-Origin is missing, not *.",
        ),
        (
            without("text/turtle ttl", "text/plain ttl"),
            "media-type",
            "set/paper.ttl",
            "The media type is text/plain, not text/turtle.",
        ),
        (without("return 303", "return 302"), "redirect", "set/paper", "The status is 302, not 303."),
        (
            without(r"return 303 (\S+)\$claimgraph_sent\$claimgraph_kind", r"return 303 \1$claimgraph_sent.html"),
            "redirect",
            "set/paper",
            "It leads to /of/towns/set/paper.html, not to set/paper.ttl.",
        ),
        (without(r"return 303 ", "return 303 http://elsewhere.example"), "redirect", "set/paper", "It leads to http"),
        (without("return 410;"), "status", "set/gone.nt", "The status is 200, not 410."),
        (without("server_tokens off;", "etag off;"), "etag", "set/paper.nt", "There is no ETag."),
        (
            without("server_tokens off;", "etag off; add_header ETag 'x$request_id';"),
            "etag",
            "set/paper.nt",
            "To whoever has it already the answer is not 304",
        ),
        (without("error_page 404 ", "error_page 404 =200 "), "status", "nothing-5b3f.html", "is 200, not 404."),
        (without(r"^ *add_header Vary .*$"), "vary", "set/paper", "Vary does not say so"),
        (without(r"^ *add_header Link .*$"), "link-header", "set/paper/", "lacks <https://example.org/set/paper>;"),
        (
            without("charset utf-8;", "charset iso-8859-1;"),
            "media-type",
            "set/paper/",
            "The charset is iso-8859-1, not",
        ),
        (
            without(r"(location /of/towns/ \{)", r"\1 try_files $uri $uri/ /of/towns/index.html;"),
            "status",
            "nothing-5b3f",
            "The status is 200, not 404.",
        ),
        (
            without(r"(location /of/towns/ \{)", r"location ~ ^/of/towns/set/n { return 200; } \1"),
            "status",
            "set/nothing-5b3f",
            "The status is 200, not 404.",
        ),
        (
            without("server_tokens off;", "if ($http_if_none_match) { return 304; }"),
            "etag",
            "",
            "The answer is 304 whatever ETag somebody has.",
        ),
        (without("server_tokens off;", "if ($request_method = HEAD) { return 405; }"), "head", "", "is 405, not 200."),
        (without("return 204;", "return 405;"), "options", "", "To OPTIONS: The status is 405, not 204."),
        (
            without(r"^ *add_header Access-Control-Allow-Headers .*$"),
            "options",
            "",
            "the header Access-Control-Allow-Headers is missing, not *.",
        ),
        (
            without("server_tokens off;", "add_header Link '<https://evil.example/>; rel=cite-as';"),
            "link-header",
            "set/paper/",
            "has <https://evil.example/>;",
        ),
        (
            without("type=(.{1,2})text/turtle", r"type=\1text/plain"),
            "link-header",
            "set/paper/",
            'rel="describedby" in the header Link is text/plain, not text/turtle.',
        ),
        (
            without("server_tokens off;", "add_header Content-Disposition attachment;"),
            "headers",
            "set/paper/",
            "Content-Disposition",
        ),
        (without('"~*[^"]*turtle[^"]*" "[.]ttl";'), "redirect", "set/paper", "It leads to /of/towns/set/paper/,"),
    ],
)
def test_what_is_wrong_on_a_host_is_found_and_named(
    tmp_path: Path, small: Path, wrong: Callable[[str], str], check: str, place: str, words: str
) -> None:
    with nginx(tmp_path / "server", small, wrong) as address:
        findings = check_site(address).report.findings
        at = [f for f in findings if f.location and f.location.file == address + place]
    assert [f.message for f in at if f.component.endswith(f"#{check}") and words in f.message], findings[:20]


def test_what_is_found_is_counted_by_check(small: Path, run: Run) -> None:
    with serving(small) as address:
        outcome = run("check-site", address, "--max", "0")
    assert outcome.code == 1
    assert re.search(r"^by check: \w+ [\d,]+, .*vary \d+", outcome.out, re.MULTILINE)
    assert "check with --plain" in outcome.out


def test_who_leaves_in_the_middle_of_an_answer_is_no_news(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "large").write_bytes(bytes(50_000_000))
    with serving(tmp_path) as address:
        port = urlsplit(address).port or 0
        client = socket.create_connection(("127.0.0.1", port))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(1)
        client.close()
    assert capfd.readouterr().err == ""
