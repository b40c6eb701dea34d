"""Remote endpoints: what is asked, what is understood, and what is said of servers that fail in every way."""

import base64
import hashlib
import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from urllib.request import parse_http_list, parse_keqv_list

import pyoxigraph as ox
import pytest

from loopback import Asked, Reply, Served, Server, answering
from support import Run

JSON = "application/sparql-results+json"
ROW = {"s": {"type": "uri", "value": "http://e/a"}, "x": {"type": "literal", "value": "1", "datatype": "http://e/t"}}
ROWS = Reply(200, JSON, json.dumps({"head": {"vars": ["s", "x"]}, "results": {"bindings": [ROW]}}).encode())
NONE = Reply(200, JSON, b'{"head":{"vars":["s"]},"results":{"bindings":[]}}')
QUERY = "SELECT ?s ?x { ?s cg:subject ?x }"


def ask(run: Run, url: str, *arguments: str, query: str = QUERY) -> tuple[int, str, str]:
    outcome = run("query", query, "--endpoint", url, "--format", "csv", *arguments)
    return outcome.code, outcome.out.replace("\r", ""), " ".join(outcome.err.split())


# ---------------------------------------------------------------- what is asked


def test_a_short_query_is_a_get_and_a_long_one_a_post(run: Run, served: Served) -> None:
    server = served(ROWS, ROWS)
    graphs = ("--graph", "http://e/g", "--graph", "http://e/h?&")
    assert ask(run, server.url, *graphs) == (0, "s,x\nhttp://e/a,1\n", "1 row")
    assert ask(run, server.url, *graphs, query=QUERY + " #" + "long" * 600)[0] == 0
    get, post = server.requests
    expected = [
        ("query", f"PREFIX cg: <https://w3id.org/claimgraph/allegiance#>\n{QUERY}"),
        ("default-graph-uri", "http://e/g"),
        ("default-graph-uri", "http://e/h?&"),
    ]
    assert (get.method, get.parameters) == ("GET", expected)
    assert get.headers["Accept"] == "application/sparql-results+json, application/sparql-results+xml;q=0.5"
    assert "Authorization" not in get.headers
    assert (post.method, post.parameters) == ("POST", [])
    assert post.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert post.form["query"].endswith("long")


@pytest.fixture
def store(data: Path) -> Iterator[Server]:
    """An endpoint over the small dataset: Oxigraph behind a server of a few lines."""
    graph = ox.Store()
    graph.load(path=str(data), format=ox.RdfFormat.TURTLE)

    def reply(asked: Asked) -> Reply:
        found = graph.query(dict(asked.parameters)["query"])
        if isinstance(found, ox.QueryTriples):
            return Reply(200, "text/turtle", found.serialize(format=ox.RdfFormat.TURTLE) or b"")
        return Reply(200, JSON, found.serialize(format=ox.QueryResultsFormat.JSON) or b"")

    with answering(reply) as server:
        yield server


@pytest.mark.parametrize("format_name", ["table", "csv", "tsv", "json", "xml", "markdown"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["SELECT * { ?c cg:object ?g ; <http://e/rank> ?r OPTIONAL { ?c <http://e/by> ?by } } ORDER BY ?r"],
        ["SELECT ?g { ?c cg:subject ?g } ORDER BY ?c", "--labels"],
        ["SELECT ?c { ?c cg:subject ?g } ORDER BY ?c", "--as-of", "2012"],
        ["SELECT ?c { ?c cg:subject ?g } ORDER BY ?c", "--between", "2012", "2013", "--possibly"],
        ["ASK { ?c cg:subject ?g }"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_answers_are_those_of_files(
    run: Run, data: Path, store: Server, arguments: list[str], format_name: str
) -> None:
    here = run("query", *arguments, "--data", data, "--format", format_name)
    there = run("query", *arguments, "--endpoint", store.url, "--format", format_name)
    assert here.code == 0
    if "?by" in arguments[0]:  # a name of a blank node is its store's
        there, here = (
            type(one)(one.code, re.sub(r"f0b0|n0|\bb0", "b", one.out.replace(" ", "").replace("-", "")), one.err)
            for one in (there, here)
        )
        assert re.sub("─+", "", there.out) == re.sub("─+", "", here.out)
    else:
        assert there == here


@pytest.mark.parametrize("format_name", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_graphs_are_those_of_files(run: Run, data: Path, store: Server, format_name: str) -> None:
    text = "CONSTRUCT { ?g cg:subject ?c } { ?c cg:subject ?g }"
    here = run("query", text, "--data", data, "--format", format_name)
    assert here.code == 0
    assert run("query", text, "--endpoint", store.url, "--format", format_name) == here


def test_named_queries_with_parameters(
    run: Run, store: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "claimgraph.toml").write_text(
        '[namespaces]\ndataset = "http://e/"\n[prefixes]\ne = "{dataset}"\n', encoding="utf-8"
    )
    (tmp_path / "queries" / "about.rq").write_text(
        "# Question: Which claims?\n# Shows: claim\n# Param: group (iri): the group\n"
        "SELECT ?claim { ?claim cg:subject ?group } ORDER BY ?claim\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    assert ask(run, store.url, "-p", "group=g2", query="about") == (0, "claim\nhttp://e/c2\n", "1 row")
    code, _, err = ask(run, store.url, "-p", "group=second group", query="about")
    assert code == 2
    assert "the data does not know 'second group'. Did you mean e:g2 (Second Group)" in err


def test_service_from_and_functions_are_left_to_the_endpoint(run: Run, served: Served) -> None:
    server = served(ROWS, ROWS)
    text = "SELECT ?s ?x FROM <http://e/g> { SERVICE <http://127.0.0.1:9/> { ?s ?p ?x FILTER(<http://e/f>(?x)) } }"
    assert ask(run, server.url, query=text)[0] == 0
    assert "SERVICE" in dict(server.requests[0].parameters)["query"]
    # Claims at a time are chosen here, where a query reaches nothing outside.
    assert "SERVICE is not followed" in ask(run, server.url, "--as-of", "2012", query="ASK { SERVICE <x:x> {} }")[2]
    for text, message in (("SELECT * { ?s ?p }", "query:1:18: unexpected '}'"), ("LOAD <x:x>", "LOAD is an update")):
        code, _, err = ask(run, server.url, query=text)
        assert code == 3
        assert message in err
    assert len(server.requests) == 1


def test_an_empty_answer_names_unknown_terms(run: Run, served: Served) -> None:
    no = Reply(200, JSON, b'{"head":{},"boolean":false}')
    assert ask(run, served(NONE, no).url, query="SELECT ?s { ?s cg:subjekt ?x }")[2] == (
        "cg:subjekt occurs nowhere in the data. no rows"
    )


# ---------------------------------------------------------------- what is understood


def test_terms_of_all_kinds(run: Run, served: Served) -> None:
    cells: list[dict[str, object]] = [
        {"type": "literal", "value": 'a"\\\n\t', "xml:lang": "en"},
        {"type": "typed-literal", "value": "01", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
        {"type": "bnode", "value": "nodeID://b1"},
        {"type": "bnode", "value": "nodeID://b2"},
        {"type": "bnode", "value": "nodeID://b1"},
        {"type": "uri", "value": "http://e/é"},
    ]
    body = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [{"x": cell} for cell in cells]}}).encode()
    outcome = run("query", "SELECT ?x { ?x ?y ?z }", "--endpoint", served(Reply(200, JSON, body)).url, "--format=tsv")
    assert outcome.out.splitlines()[1:] == [
        '"a\\"\\\\\\n\\t"@en',
        "01",
        "_:n0",
        "_:n1",
        "_:n0",
        "<http://e/é>",
    ]


XML = '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head>%s</sparql>'


def test_xml_is_understood_too(run: Run, served: Served) -> None:
    kind = "application/sparql-results+xml"
    rows = "<results><result><binding name='s'><literal>&lt;</literal></binding></result></results>"
    assert ask(run, served(Reply(200, kind, (XML % rows).encode())).url, query="SELECT ?s { ?s ?p ?o }")[1] == "s\n<\n"
    yes = Reply(200, kind, (XML % "<boolean>true</boolean>").replace('<variable name="s"/>', "").encode())
    assert ask(run, served(yes).url, query="ASK { ?s ?p ?o }")[1] == "true\n"


# ---------------------------------------------------------------- who asks


def test_basic_digest_and_bearer(run: Run, monkeypatch: pytest.MonkeyPatch, served: Served) -> None:
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_USER", "me")
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_PASSWORD", "pass:é")
    server = served(Reply(401, headers=(("WWW-Authenticate", 'Basic realm="x"'),)), ROWS)
    assert ask(run, server.url)[0] == 0
    expected = base64.b64encode("me:pass:é".encode()).decode()
    assert [asked.headers.get("Authorization") for asked in server.requests] == [None, f"Basic {expected}"]

    for algorithm, name in (("MD5", "md5"), ("SHA-256", "sha256")):
        challenge = f'Digest realm="a, b", nonce="n", qop="auth,auth-int", opaque="o", algorithm={algorithm}'
        both = (("WWW-Authenticate", 'Basic realm="x"'), ("WWW-Authenticate", challenge))
        server = served(Reply(401, headers=both), ROWS)
        assert ask(run, server.url)[0] == 0
        asked = server.requests[1]
        given = parse_keqv_list(parse_http_list(asked.headers["Authorization"].removeprefix("Digest ")))
        who, what = (
            hashlib.new(name, text.encode()).hexdigest() for text in ("me:a, b:pass:é", f"{asked.method}:{asked.path}")
        )
        expected = hashlib.new(name, f"{who}:n:00000001:{given['cnonce']}:auth:{what}".encode()).hexdigest()
        assert (given["response"], given["opaque"], given["uri"]) == (expected, "o", asked.path)

    monkeypatch.delenv("CLAIMGRAPH_ENDPOINT_USER")
    code, _, err = ask(run, server.url)
    assert (code, "must hold CLAIMGRAPH_ENDPOINT_USER and CLAIMGRAPH_ENDPOINT_PASSWORD both" in err) == (2, True)
    monkeypatch.delenv("CLAIMGRAPH_ENDPOINT_PASSWORD")
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_TOKEN", "t0k")
    server = served(ROWS)
    assert ask(run, server.url)[0] == 0
    assert server.requests[0].headers["Authorization"] == "Bearer t0k"


@pytest.mark.parametrize(
    "url", ["ftp://h/", "/sparql", "http://", "http://h /", "http://h:x/", "http://h/#a", "file:///e"]
)
def test_what_is_no_address(run: Run, url: str) -> None:
    code, _, err = ask(run, url)
    assert (code, "is no address of HTTP" in err) == (2, True)


def test_credentials_do_not_belong_into_an_address(run: Run) -> None:
    code, _, err = ask(run, "http://me:secret@127.0.0.1:9/")
    assert code == 2
    assert "credentials do not belong into an address" in err
    assert "secret" not in err


@pytest.mark.parametrize("option", ["--data=x.ttl", "--engine=reference", "--cross-check", "--no-cache"])
def test_options_of_files_are_refused(run: Run, option: str) -> None:
    assert ask(run, "http://127.0.0.1:9/", option)[0] == 2
    assert run("query", "ASK {}", "--graph", "http://e/g").code == 2


# ---------------------------------------------------------------- redirects


def test_a_redirect_on_the_same_host_is_followed(run: Run, served: Served) -> None:
    long = QUERY + " #" + "long" * 600
    for status in (301, 302, 307, 308):
        server = served(Reply(status, headers=(("Location", "/there?x=1"),)), ROWS)
        assert ask(run, server.url, query=long)[0] == 0
        there = server.requests[1]
        assert (there.method, there.path, there.form["query"][-4:]) == ("POST", "/there?x=1", "long")


def test_a_redirect_elsewhere_is_not(run: Run, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_TOKEN", "t0k")
    other = served(ROWS)
    places = [other.url, "http://localhost:9/", "file:///etc/passwd", "ftp://127.0.0.1/", "http://a@127.0.0.1/", "//h/"]
    for place in places:
        code, _, err = ask(run, served(Reply(302, headers=(("Location", place),))).url)
        assert code == 3
        assert "which is not followed: another host, port or scheme. Give that address if it is to be trusted." in err
    assert not other.requests


def test_redirects_have_an_end(run: Run, served: Served) -> None:
    server = served(*[Reply(307, headers=(("Location", "/sparql"),))] * 20)
    assert "redirects without end" in ask(run, server.url)[2]
    assert len(server.requests) == 6


# ---------------------------------------------------------------- servers that fail


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(400, body=b"Line 1:\x1b[2J bad \xff"), r"refuses the request \(status 400\): Line 1:\\u001B\[2J bad �"),
        (Reply(400, body=b"x" * 5000), r"\(status 400\): x{300}…$"),
        (Reply(401), r"wants other credentials \(status 401\)\. Set CLAIMGRAPH_ENDPOINT_USER"),
        (Reply(403), r"does not allow this \(status 403\)"),
        (Reply(404, "text/html", b"<h1>gone</h1>"), r"has nothing at this address \(status 404\)\. Look up"),
        (Reply(405), r"does not do this at this address \(status 405\)"),
        (Reply(418), r"does not answer as it should \(status 418\)"),
        (Reply(429, headers=(("Retry-After", "7"),)), r"asked too often \(status 429\)\. Wait 7 seconds"),
        (Reply(500, body=b"boom"), r"the server failed \(status 500\): boom"),
        (Reply(503), r"is not available now \(status 503\)\. Try again later"),
        (Reply(303, headers=(("Location", "/x"),)), r"\(status 303\)"),
        (Reply(200, "text/html", b"<html>Hello"), "answers with a web page, not with rows. Look up the address"),
        (Reply(200, "image/png"), "answers with image/png, not with rows"),
        (Reply(200, JSON, b'{"head":'), "the answer is not well-formed, or was cut"),
        (Reply(200, JSON, b'{"head":{"vars":["s"]},"results":[]}'), "the answer is not well-formed"),
        (Reply(200, JSON, b"[" * 100_000), "the answer is not well-formed"),
        (Reply(200, JSON, b"\xff\xfe"), "the answer is not well-formed"),
        (Reply(200, JSON, ROWS.body.replace(b"http://e/a", b"no iri")), "the answer is not well-formed"),
        (Reply(200, JSON, ROWS.body.replace(b'"x"]', b'"s"]')), "a variable stands twice"),
        (Reply(200, JSON, ROWS.body.replace(b'"s",', b'"s\\t?z",')), "the answer is not well-formed"),
        (Reply(200, "application/sparql-results+xml", b"<sparql"), "the answer is not well-formed"),
        (Reply(200, JSON, b'{"head":{},"boolean":true}'), "the answer is not well-formed"),
        (Reply(200, JSON, ROWS.body, cut=True), "the connection was cut midway"),
        (Reply(200, JSON, ROWS.body, (("X-SPARQL-MaxRows", "1"),)), "gives no more than 1 rows, and there may be more"),
        (Reply(200, JSON, ROWS.body, (("X-SQL-State", "S1TAT"),)), "gives a part of the answer"),
    ],
    ids=lambda part: "" if isinstance(part, str) else str(part.status),
)
def test_what_a_server_may_answer(run: Run, served: Served, reply: Reply, message: str) -> None:
    code, out, err = ask(run, served(reply).url)
    assert (code, out) == (3, "")
    assert re.search(message, err)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("ASK { ?s ?p ?o }", Reply(200, JSON, b'{"head":{},"boolean":"yes"}')),
        ("ASK { ?s ?p ?o }", ROWS),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Reply(200, "application/n-triples", b"<http://e/a> <http://e/b> ")),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Reply(200, "application/rdf+xml", b"<rdf:RDF")),
    ],
)
def test_malformed_truths_and_graphs(run: Run, served: Served, text: str, reply: Reply) -> None:
    outcome = run("query", text, "--endpoint", served(reply).url)
    assert (outcome.code, outcome.out) == (3, "")
    assert "the answer is not well-formed" in outcome.err


def test_an_answer_with_too_many_rows(run: Run, served: Served) -> None:
    body = ROWS.body.replace(json.dumps(ROW).encode(), b", ".join([json.dumps(ROW).encode()] * 3))
    code, _, err = ask(run, served(Reply(200, JSON, body)).url, "--limit-rows", "2")
    assert (code, "the answer has more than 2 rows" in err) == (3, True)


def test_data_that_do_not_come_whole_are_not_asked_at_a_time(run: Run, served: Served) -> None:
    count = ROWS.body.replace(b'"s", "x"', b'"n"').replace(b'"s":', b'"n":').replace(b"http://e/a", b"http://9")
    graph = Reply(200, "application/n-triples", b"<http://e/a> <http://e/b> <http://e/c> .\n")
    code, _, err = ask(run, served(Reply(200, JSON, count), graph).url, "--as-of", "2012")
    assert (code, "gives 1 triples of http://9" in err) == (3, True)


@contextmanager
def raw(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that reads a request's head and then does with its connection as it likes."""
    with socket.create_server(("127.0.0.1", 0)) as listener, ExitStack() as stack:

        def serve() -> None:
            connection = stack.enter_context(listener.accept()[0])
            received = b""
            while b"\r\n\r\n" not in received and (part := connection.recv(4096)):
                received += part
            try:
                behave(connection)
            except ConnectionError:
                return

        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join()


def close(connection: socket.socket) -> None:
    connection.close()


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


def babble(connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example.org ESMTP\r\n\r\n")
    connection.close()


def half_a_chunk(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")
    connection.close()


def wait(connection: socket.socket) -> None:
    """Say nothing, until the other side has gone."""
    connection.recv(1)


def drip(connection: socket.socket) -> None:
    """Send a header byte by byte for as long as somebody listens."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    connection.settimeout(0.05)
    while True:
        connection.sendall(b"x")
        try:
            if not connection.recv(1):
                return
        except TimeoutError:
            continue


def flood(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n\r\n")
    while True:
        connection.sendall(b" " * 2**20)


@pytest.mark.parametrize(
    ("behave", "arguments", "message"),
    [
        (close, [], "closed the connection without an answer"),
        (reset, [], "the connection was cut midway"),
        (babble, [], "what answers there does not speak HTTP"),
        (half_a_chunk, [], "the connection was cut midway"),
        (wait, ["--timeout", "1"], r"the query to http://127.0.0.1:\d+/ took longer than 1 seconds"),
        (drip, ["--timeout", "1"], r"the query to http://127.0.0.1:\d+/ took longer than 1 seconds"),
        (flood, ["--memory", "200"], "memory"),
    ],
)
def test_what_a_connection_may_do(
    run: Run, behave: Callable[[socket.socket], None], arguments: list[str], message: str
) -> None:
    with raw(behave) as url:
        code, out, err = ask(run, url, *arguments)
    assert (code, out) == (3, "")
    assert re.search(message, err)


def test_nobody_listens(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    code, _, err = ask(run, url)
    assert (code, "nothing listens there: connection refused. Is the server running" in err) == (3, True)
    assert "no host of that name is known" in ask(run, "http://no..host/")[2]


def test_tls_is_not_spoken(run: Run, served: Served) -> None:
    assert "TLS failed" in ask(run, served(ROWS).url.replace("http:", "https:"))[2]
