"""Every named query, asked of the shipped data through both engines, gives exactly the answer that stands beside.

A Virtuoso gives it too, with exceptions that are named here and argued in docs/engines.md.

The answers are NAME.csv (rows, a truth value) and NAME.nt (a graph) in this folder; IRIs are written as CURIEs.
When the data change, `CLAIMGRAPH_RENEW_ANSWERS=1 pytest tests/queries` writes them anew, and docs/queries.md too:
read the difference against the documents before it is committed.
"""

import csv
import io
import os
import random
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from claimgraph import load, project, protocol, sources
from claimgraph.errors import EndpointError
from claimgraph.formats import by_name
from claimgraph.query import Kind, Result, endpoint, named, vocabulary
from claimgraph.query.engines import fast, reference
from claimgraph.query.guard import Checked, check
from claimgraph.query.parameters import Candidates, values
from claimgraph.query.rewrite import bind
from claimgraph.terms import curie
from support import ROOT
from virtuoso import Virtuoso

HERE = Path(__file__).parent
QUERIES = ROOT / "queries"
TABLE = ROOT / "docs" / "queries.md"
RENEW = bool(os.environ.get("CLAIMGRAPH_RENEW_ANSWERS"))
PROJECT = project.find(ROOT)
NAMES = named.names(QUERIES)
ROWS = 10_000

Ask = Callable[..., Result]
Answer = Callable[[Checked, int], Result]


@pytest.fixture(scope="module")
def ask() -> Ask:
    """Ask a named query: ask("control", engine="fast", group="group:ansar-al-din")."""
    files = sources.expand([PROJECT.folder("data"), PROJECT.folder("ontology")])
    quads = list(sources.quads(files))
    # In this process and once for all queries: the data are ours, and a rdflib graph takes seconds to fill.
    engines: dict[str, Answer] = {
        "fast": partial(fast.answer, fast.load(quads)),
        "reference": partial(reference.answer, reference.load(quads)),
    }

    def plain(text: str) -> Result:
        return engines["fast"](check(text, "test", {}), ROWS)

    def call(name: str, engine: str | Answer = "fast", **given: str) -> Result:
        query = named.find(QUERIES, name)
        terms = {
            key: vocabulary.resolve(value, key, plain, PROJECT.prefixes) if isinstance(value, Candidates) else value
            for key, value in values(query.parameters, given, PROJECT.prefixes, ()).items()
        }
        checked = check(query.text, str(query.path), PROJECT.prefixes)
        answer = engines[engine] if isinstance(engine, str) else engine
        return answer(bind(checked, terms), ROWS)

    return call


def table(result: Result) -> list[list[str]]:
    """The answer as text: the columns, then the rows."""
    if result.kind is Kind.TRUTH:
        return [["answer"], ["true" if result.truth else "false"]]
    cells = [
        ["" if term is None else curie(str(getattr(term, "value", term)), PROJECT.prefixes) for term in row]
        for row in result.rows()
    ]
    return [list(result.variables), *cells]


def written(result: Result) -> str:
    """The answer as it stands in its file."""
    if result.kind is Kind.GRAPH:
        return result.data.decode()
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table(result))
    return text.getvalue()


def answer_file(name: str) -> Path:
    return HERE / f"{name}.{'nt' if 'CONSTRUCT' in named.find(QUERIES, name).text else 'csv'}"


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize("name", NAMES)
def test_answer(ask: Ask, name: str, engine: str) -> None:
    found = written(ask(name, engine))
    path = answer_file(name)
    if RENEW and engine == "fast":
        path.write_text(found, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing: the query has no expected answer"
    assert found.splitlines() == path.read_text(encoding="utf-8").splitlines()


# ---------------------------------------------------------------- Virtuoso

GRAPH = "http://e/dataset"
ENGINES = ROOT / "docs" / "engines.md"

# The queries that Virtuoso 7.2.5 answers wrongly; docs/engines.md says why.
WRONG = {
    "author-in-own-voice",
    "common-relations",
    "contested-pairs",
    "leaders-of-groups",
    "network-between-groups",
    "open-and-partial-dates",
    "operations-abroad",
    "relayed-claims",
    "shifts-of-allegiance",
    "undated-relations",
}


@pytest.fixture(scope="module")
def remote(virtuoso: Virtuoso) -> Answer:
    """The shipped data in a Virtuoso."""
    files = sources.expand([PROJECT.folder("data"), PROJECT.folder("ontology")])
    writer = protocol.Endpoint(virtuoso.store, user=virtuoso.user, password=virtuoso.password)
    target = load.Target(writer, protocol.Endpoint(virtuoso.sparql), GRAPH)
    loaded = load.load(files, target, seconds=120, megabytes=4096)
    assert loaded.sent == loaded.held > ROWS
    return partial(endpoint.answer, protocol.Endpoint(virtuoso.sparql, (GRAPH,)))


@pytest.mark.parametrize("name", NAMES)
def test_answer_of_virtuoso(ask: Ask, remote: Answer, name: str) -> None:
    found, expected = (
        written(ask(name, remote)).splitlines(),
        answer_file(name).read_text(encoding="utf-8").splitlines(),
    )
    if name in WRONG:  # which rows are missing changes with Virtuoso's plan
        found, expected = found[:1], expected[:1]
    assert found == expected


def test_what_virtuoso_answers_wrongly_is_argued() -> None:
    section = ENGINES.read_text(encoding="utf-8").partition("## Virtuoso")[2].partition("\n## ")[0]
    assert {name for name in NAMES if re.search(rf"`{name}`", section)} == WRONG


def test_an_answer_that_virtuoso_cuts_is_refused(remote: Answer) -> None:
    with pytest.raises(EndpointError, match="gives no more than 20,000 rows"):
        remote(check("SELECT * { { ?s ?p ?o } UNION { ?o ?p ?s } }", "query", {}), 10**6)


def test_every_answer_has_its_query() -> None:
    answers = {path for path in HERE.iterdir() if path.suffix in (".csv", ".nt")}
    assert answers == {answer_file(name) for name in NAMES}


def test_there_are_at_least_forty_queries() -> None:
    assert len(NAMES) >= 40
    assert not named.find(QUERIES, "fronts-and-affiliates").parameters  # the one that `make` answers


@pytest.mark.parametrize("name", NAMES)
def test_header_and_form(ask: Ask, name: str) -> None:
    query = named.find(QUERIES, name)
    assert query.question.endswith("?")
    assert query.shows
    assert all(parameter.default for parameter in query.parameters)
    result = ask(name)
    if result.kind is Kind.ROWS:
        assert "ORDER BY" in query.text
        assert len(result.variables) <= 8
        assert result.count, "an empty answer says nothing"


def rows_of_documentation() -> str:
    lines = []
    for name in NAMES:
        query = named.find(QUERIES, name)
        parameters = "; ".join(f"`{p.name}` ({p.type}, default `{p.default}`): {p.help}" for p in query.parameters)
        lines.append(f"| [{name}](../queries/{name}.rq) | {query.question} | {parameters or '–'} |\n")
    return "".join(lines)


def test_documentation_lists_every_query() -> None:
    introduction, rule, rows = TABLE.read_text(encoding="utf-8").partition("|---|---|---|\n")
    if RENEW:
        rows = rows_of_documentation()
        TABLE.write_text(introduction + rule + rows, encoding="utf-8")
    assert rows == rows_of_documentation()


# ---------------------------------------------------------------- other parameters, by hand from the documents

STUDY = "claim:foreign-fighters-in-libya-"
PAGE = "claim:aqim-in-libya-"

OTHERS: list[tuple[str, Mapping[str, str], list[list[str]]]] = [
    (
        "fronts-of-group",
        {"group": "group:ansar-al-din"},
        [["Ansar al-Din", "al-Qaeda in the Islamic Maghreb", "Aaron Y. Zelin", "unhedged", "", "", STUDY + "51-06"]],
    ),
    ("fronts-of-group", {"group": "group:al-murabitun-brigade"}, []),
    (
        "names-and-identifiers",
        {"group": "group:al-qaeda"},
        [
            ["Wikidata", "wd:Q34490", "", ""],
            ["label", "al-Qaeda", "", ""],
            ["list reference", "QDe.004", "", ""],
            ["other spelling", "al-Qaida", "", ""],
        ],
    ),
    (
        "roles-of-person",
        {"person": "person:abu-bakr-al-hakim"},
        [
            ["leader", "Ansar al-Sharia in Tunisia", "", "", "Aaron Y. Zelin", "unhedged", STUDY + "27-01"],
            ["leader", "Islamic State", "", "", "Aaron Y. Zelin", "unhedged", STUDY + "27-02"],
        ],
    ),
    (
        "relations-before-year",
        {"year": "2000"},
        [
            [
                "Libyan 'Afghan Arabs'",
                relation,
                other,
                "198X/199X",
                "1999-12-31",
                "unnamed author of the page on AQIM in Libya",
                PAGE + number,
            ]
            for relation, other, number in (
                ("armed conflict", "Soviet forces in Afghanistan", "02-07"),
                ("assistance with fighters", "al-Qaeda", "02-09"),
                ("assistance with fighters", "founders of al-Qaeda", "02-10"),
            )
        ],
    ),
    (
        "as-of-month",
        {"month": "2014-06"},
        [
            [
                "February 17 Brigade",
                "umbrella membership",
                "Benghazi Revolutionaries Shura Council",
                "2014-06",
                "2014-06-01",
                "2014-06-30",
                STUDY + "19-06",
            ],
            ["Libya", "status", "", "2014-22", "2014-06-01", "2014-08-31", PAGE + "05-10"],
        ],
    ),
    (
        "claims-by-voice",
        {"voice": "voice:is-sources"},
        [
            [
                "unspecified link",
                "Hisham Ali Ashmawi",
                "Mujahedin Shura Council of Darnah and Its Suburbs",
                "asserted",
                "unhedged",
                "",
                "account of Islamic State sources",
                STUDY + "59-01",
            ]
        ],
    ),
    (
        "network-between-groups",
        {"from": "group:katibat-al-nur", "to": "group:february-17-brigade"},
        [
            ["2", STUDY + "15-15", "Ansar al-Sharia in Libya", STUDY + "19-04", "", ""],
            [
                "3",
                STUDY + "15-15",
                "Ansar al-Sharia in Libya",
                STUDY + "19-10",
                "Benghazi Revolutionaries Shura Council",
                STUDY + "19-06",
            ],
        ],
    ),
    (
        "places-within",
        {"place": "place:egypt"},
        [
            ["1", "place:nile-valley", "Nile Valley", "", "Aaron Y. Zelin", STUDY + "58-07"],
            ["1", "place:western-desert", "Western Desert", "", "Aaron Y. Zelin", STUDY + "58-08"],
            ["2", "place:bahariya-oasis", "Bahariya oasis", "Western Desert", "Aaron Y. Zelin", STUDY + "61-08"],
        ],
    ),
    (
        "common-relations",
        {"first": "group:mujao", "second": "group:ansar-al-din"},
        [
            ["group:ansar-al-sharia-libya", "Ansar al-Sharia in Libya", "1", "1"],
            ["group:al-qaeda-in-the-islamic-maghreb", "al-Qaeda in the Islamic Maghreb", "1", "2"],
        ],
    ),
    (
        "find-by-name",
        {"words": "qde.14"},
        [
            ["group:ansar-al-sharia-libya-benghazi", "chapter", "Ansar al-Sharia in Libya, Benghazi", "QDe.146"],
            ["group:ansar-al-sharia-libya-darnah", "chapter", "Ansar al-Sharia in Libya, Darnah", "QDe.145"],
            ["group:ansar-al-sharia-tunisia", "armed group", "Ansar al-Sharia in Tunisia", "QDe.143"],
        ],
    ),
    (
        "lineage-of-group",
        {"group": "group:islamic-state"},
        [
            [
                "1",
                "evolved from",
                "group:al-qaeda-in-iraq",
                "al-Qaeda in Iraq",
                "2013",
                "unnamed author of the page on AQIM in Libya",
                PAGE + "04-11",
            ]
        ],
    ),
    (
        "events-after",
        {"event": "event:bahariya-attack"},
        [["event:awbari-arrests", "arrest of members of an AQIM cell in Awbari", "arrest", "2020-11-28", "2020-11-28"]],
    ),
    (
        "claims-by-channel",
        {"channel": "cg:SafeBase"},
        [
            [
                "al-Qaeda in the Islamic Maghreb",
                "kind of activity",
                "AQIM's network in Mali",
                "",
                "Libya",
                "2013-01/",
                "Aaron Y. Zelin",
                STUDY + "44-05",
            ]
        ],
    ),
    (
        "single-voice-relations",
        {"group": "group:mujahedin-shura-council-of-darnah"},
        [
            ["group:ansar-al-sharia-libya-darnah", "Ansar al-Sharia in Libya, Darnah", "Aaron Y. Zelin", "1", "1"],
            ["group:al-qaeda", "al-Qaeda", "Aaron Y. Zelin", "1", "1"],
            ["person:hisham-ali-ashmawi", "Hisham Ali Ashmawi", "Islamic State sources", "1", "1"],
        ],
    ),
    (
        "relayed-claims",
        {"document": "document:aqim-in-libya"},
        [["United Nations", "status", "al-Qaeda in the Islamic Maghreb", "Libya", "unhedged", "", PAGE + "06-01"]],
    ),
]


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize(("name", "given", "rows"), OTHERS, ids=lambda part: part if isinstance(part, str) else "")
def test_other_parameters(ask: Ask, name: str, given: Mapping[str, str], rows: list[list[str]], engine: str) -> None:
    assert table(ask(name, engine, **given))[1:] == rows


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_coverage_counts_claims_where_their_passages_begin(ask: Ask, engine: str) -> None:
    rows = table(ask("coverage-by-paragraph", engine))[1:]
    numbers = [path.stem for path in sorted((ROOT / "data/claims/aqim-in-libya").glob("*.ttl"))]
    assert [f"{int(row[0]):02}" for row in rows if row[3] != "0"] == numbers


def test_hedged_claims_are_within_the_claims_of_lower_rank(ask: Ask) -> None:
    counts = [ask("hedged-claims", rank=str(rank)).count for rank in range(1, 6)]
    assert counts == sorted(counts, reverse=True)
    assert counts[4] == 6  # could, necessarily, possibly, and twice "time will tell"


@pytest.mark.parametrize("name", ["contested-pairs", "said-by-two-voices"])
def test_to_look_first_for_what_is_said_more_than_once_leaves_the_answer_as_it_is(name: str) -> None:
    text = named.find(QUERIES, name).text
    plain, found = re.subn(r"\n +\{\n +SELECT .*?HAVING .*?\}", "", text, flags=re.DOTALL)
    assert found == 1
    chance = random.Random(1)  # noqa: S311 - the same data each time
    rows = 0
    for _ in range(80):
        store = fast.load(sources.quads([sources.Source(Path("claims"), by_name("turtle"), claims(chance).encode())]))
        shown, expected = (fast.answer(store, check(form, name, PROJECT.prefixes), ROWS) for form in (text, plain))
        # A claim with two voices is two rows, which no order tells apart.
        assert sorted(shown.data.splitlines()) == sorted(expected.data.splitlines())
        rows += shown.count
    assert rows > 50


def claims(chance: random.Random) -> str:
    """Claims about few things, in Turtle; some have two of a kind, or lack one."""
    lines = [f"@prefix {prefix}: <{PROJECT.prefixes[prefix]}> ." for prefix in ("cg", "rdfs", "claim", "group")]
    lines += [f'group:{name} rdfs:label "{name}"@en .' for name in "abcd"]
    lines += ["cg:ChapterOf rdfs:subClassOf cg:Dependence .", "cg:FullControl rdfs:subClassOf cg:Control ."]
    lines += [f'cg:{name} rdfs:label "{name}"@en .' for name in ("ChapterOf", "FullControl")]
    few = {
        "subject": ["group:a", "group:b"],
        "object": ["group:a", "group:b"],
        "voice": ["group:c", "group:d"],
        "polarity": ["cg:Asserted", "cg:Asserted", "cg:Denied", "cg:LittleEvidence"],
        "role": ["cg:Leader", "cg:Member"],
        "status": ["cg:Active"],
        "contests": ["claim:0"],
    }
    for number in range(chance.randrange(4, 16)):
        kind = chance.choice(["ChapterOf", "FullControl"])
        lines.append(f'claim:{number} a cg:{kind} ; rdfs:label "claim {number}"@en .')
        for key, values_ in few.items():
            rare = key in ("role", "status", "contests")
            for _ in range(chance.choice([0, 0, 0, 0, 0, 0, 1] if rare else [1] * 9 + [2, 0])):
                lines.append(f"claim:{number} cg:{key} {chance.choice(values_)} .")
    return "\n".join(lines)
