"""Evidence: passages checked against documents, drafts completed, words found."""

import hashlib
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph import evidence, sources
from claimgraph.errors import ClaimgraphError, InputError, UsageError
from claimgraph.evidence.fill import fill
from support import Run

TEXT = "A title – with a dash\n\nThe red brigade joined the league. The red brigade left.\nNaïve “words” here.\n"
SHA = hashlib.sha256(TEXT.encode()).hexdigest()
HEAD = """\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://e.org/> .
"""
DOCUMENT = f"""{HEAD}
e:doc a cg:SourceDocument ; rdfs:label "A study"@en ; dcterms:identifier "study.txt" ; cg:sha256 "{SHA}" .
e:par a cg:Paragraph ; dcterms:isPartOf e:doc ; cg:number 2 ; oa:start 23 ; oa:end 79 .
"""
DRAFT = f"""{HEAD}
# A comment that stays.
e:c1 a cg:UmbrellaMembership ;
    rdfs:label "the brigade joined the league"@en ;
    cg:edtf "2014-22/.."^^edtf:EDTF ;
    cg:voice e:author ;
    cg:evidence [ a cg:Passage ;
        oa:hasSource e:doc ;
        oa:hasSelector [ a oa:TextQuoteSelector ; oa:exact "The red brigade" ; oa:suffix " joined" ] ] .
e:c2 cg:evidence [ oa:hasSource e:doc ; oa:hasSelector [ a oa:TextQuoteSelector ; oa:exact "“words”" ] ] .
"""


@pytest.fixture
def held(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "study.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "document.ttl").write_text(DOCUMENT, encoding="utf-8")
    return folder


def completed(data: Path, held: Path, draft: str = DRAFT) -> str:
    path = data / "draft.ttl"
    path.write_text(draft, encoding="utf-8")
    (source,) = sources.expand([path])
    text = fill(source, sources.expand([data / "document.ttl"]), held).text
    path.write_text(text, encoding="utf-8")
    return text


def test_a_draft_is_completed_and_then_verifies(data: Path, held: Path) -> None:
    text = completed(data, held)
    digest = hashlib.sha256(b"The red brigade").hexdigest()
    assert "# A comment that stays." in text
    assert "oa:exact" not in text
    assert f'oa:start 23 ; oa:end 38 ] ;\n        cg:sha256 "{digest}"' in text
    assert 'cg:earliest "2014-06-01"^^xsd:date' in text
    assert "cg:latest" not in text
    verification = evidence.verify(sources.expand([data]), held)
    assert verification.findings == ()
    assert [passage.claim for passage in verification.checked] == ["http://e.org/c1", "http://e.org/c2"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            ' ; oa:suffix " joined"',
            "",
            r"draft.ttl:\d+:\d+: the quoted words stand 2 times in study.txt. Add",
        ),
        ("The red brigade", "The blue brigade", "the quoted words stand nowhere in study.txt. Copy them exactly"),
        ('“words”" ] ]', '“words”" ] ] .\ne:c3 cg:edtf "later"^^edtf:EDTF', "draft.ttl:18:15: 'later' is not a date"),
        ("# A comment that stays.", '# cg:edtf "2014"^^edtf:EDTF', "draft.ttl: does not parse once it is completed"),
        ("2014-22/..", "summer 2014", "draft.ttl:12:14: 'summer 2014' is not a date"),
        ("oa:hasSource e:doc", "oa:hasSource e:other", "the document e:other is not held"),
    ],
)
def test_a_draft_that_cannot_be_completed_is_located(data: Path, held: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        completed(data, held, DRAFT.replace(old, new, 1))
    assert re.search(words, str(caught.value))


@pytest.mark.parametrize(
    ("draft", "kind", "words"),
    [
        (f"{HEAD}e:c1 cg:voice e:author .\n", UsageError, "there is no quotation and no date to complete"),
        (
            f'{HEAD}e:c1 cg:evidence [ oa:hasSelector [ oa:exact "words" ] ; oa:hasSource e:doc ] .\n',
            InputError,
            "draft.ttl:8:37: an oa:exact that is not in the form",
        ),
    ],
)
def test_a_draft_of_which_nothing_matches_is_refused(
    data: Path, held: Path, draft: str, kind: type[ClaimgraphError], words: str
) -> None:
    with pytest.raises(kind) as caught:
        completed(data, held, draft)
    assert words in str(caught.value)


def test_offsets_and_digests_are_checked(data: Path, held: Path, run: Run) -> None:
    text = completed(data, held)
    path = data / "draft.ttl"
    path.write_text(text.replace("oa:start 23", "oa:start 24"), encoding="utf-8")
    outcome = run("evidence", data, "--documents", held)
    assert outcome.code == 1
    line = text[: text.index("cg:sha256")].count("\n") + 1
    assert f"{path}:{line}:19: violation: http://e.org/c1: The passage 24–38 has another digest" in outcome.out
    path.write_text(text.replace("oa:end 38", "oa:end 3800"), encoding="utf-8")
    assert "lies outside the document, which has" in run("evidence", data, "--documents", held).out


def test_an_offset_within_a_word_is_a_warning(data: Path, held: Path, run: Run) -> None:
    completed(data, held, DRAFT.replace("“words”", "“wor"))
    outcome = run("evidence", data, "--documents", held)
    assert outcome.code == 1
    assert "warning: http://e.org/c2: The offset " in outcome.out
    assert "splits a word" in outcome.out


def test_an_altered_document_is_refused_by_name(data: Path, held: Path, run: Run) -> None:
    completed(data, held)
    (held / "study.txt").write_text(TEXT + " ", encoding="utf-8")
    outcome = run("evidence", data, "--documents", held)
    assert outcome.code == 3
    assert "study.txt: the file is not the document 'A study'" in outcome.err


def test_an_absent_document_leaves_its_claims_unchecked_and_named(data: Path, held: Path, run: Run) -> None:
    completed(data, held)
    other = DOCUMENT.replace("e:doc", "e:other").replace("study.txt", "other.txt").replace("A study", "Another")
    (data / "other.ttl").write_text(other, encoding="utf-8")
    draft = data / "draft.ttl"
    draft.write_text(draft.read_text(encoding="utf-8").replace("e:doc", "e:other", 1), encoding="utf-8")
    outcome = run("evidence", data, "--documents", held)
    assert outcome.code == 0
    assert "not checked: 1 passage of Another (other.txt)" in outcome.out
    assert "\n  http://e.org/c1\n" in outcome.out
    assert "1 passage checked, 0 findings, 1 not checked" in outcome.out


def test_where_nothing_can_be_checked_the_check_fails(data: Path, held: Path, tmp_path: Path, run: Run) -> None:
    without_claims = run("evidence", data, "--documents", held)
    assert without_claims.code == 3
    assert "the data has no claim with evidence" in without_claims.err
    completed(data, held)
    (tmp_path / "empty").mkdir()
    outcome = run("evidence", data, "--documents", tmp_path / "empty")
    assert outcome.code == 3
    assert "not checked: 2 passages of A study (study.txt)" in outcome.out
    assert "0 passages checked, 0 findings, 2 not checked" in outcome.out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("oa:hasSource e:doc", "oa:hasSource e:none", "The document <http://e.org/none> has no record"),
        ("oa:hasSource e:doc", "oa:hasSource []", "The passage's oa:hasSource is not an IRI."),
        ("oa:hasSource e:doc ;", "", "The passage has no oa:hasSource."),
        ("oa:start 23", 'oa:start "x"', "The passage's oa:start is not a whole number: 'x'."),
        ("oa:start 23 ;", "", "The passage has no oa:hasSelector with oa:start and oa:end."),
        ("cg:sha256", "rdfs:comment", "The passage has no cg:sha256."),
    ],
)
def test_a_passage_that_lacks_a_part_is_a_finding(
    data: Path, held: Path, run: Run, old: str, new: str, words: str
) -> None:
    path = data / "draft.ttl"
    path.write_text(completed(data, held).replace(old, new, 1), encoding="utf-8")
    outcome = run("evidence", data, "--documents", held)
    assert outcome.code == 1
    assert f"violation: http://e.org/c1: {words}" in outcome.out
    assert f"{path}:" in outcome.out
    traced = run("trace", "http://e.org/c1", "--data", data, "--documents", held)
    assert traced.code == 3
    assert traced.err.count("\n") == 1


def test_a_hostile_file_is_stopped(data: Path, held: Path, run: Run) -> None:
    # Blank nodes within blank nodes: the parser or its limits give way, and not the command line.
    (data / "deep.ttl").write_text("<x:s> <x:p> " + "[ <x:p> " * 300_000, encoding="utf-8")
    for arguments in (["trace", "http://e.org/c1", "--data", data], ["evidence", data, "--documents", held]):
        assert run(*arguments).code == 3


def test_words_are_located(data: Path, held: Path, run: Run) -> None:
    outcome = run("evidence", data, "--documents", held, "--locate", "red brigade left")
    assert outcome.code == 0
    digest = hashlib.sha256(b"red brigade left").hexdigest()
    assert f'oa:start 62 ; oa:end 78 ] ;\ncg:sha256 "{digest}"  # paragraph 2\n' in outcome.out
    assert "splits a word" in run("evidence", data, "--documents", held, "--locate", "brigad").out
    missing = run("evidence", data, "--documents", held, "--locate", "no such words")
    assert missing.code == 3
    assert "stand in none of the documents" in missing.err
    for words in ("", " "):
        assert run("evidence", data, "--documents", held, "--locate", words).code == 2


def test_a_draft_is_left_alone_where_it_cannot_be_completed(data: Path, held: Path, run: Run) -> None:
    draft = data / "draft.ttl"
    before = DRAFT.replace("The red", "The blue")
    draft.write_text(before, encoding="utf-8")
    outcome = run("evidence", data / "document.ttl", "--documents", held, "--fill", draft)
    assert outcome.code == 3
    assert draft.read_text(encoding="utf-8") == before


def test_what_was_completed_is_counted(data: Path, held: Path, run: Run) -> None:
    draft = data / "draft.ttl"
    draft.write_text(DRAFT, encoding="utf-8")
    outcome = run("evidence", data / "document.ttl", "--documents", held, "--fill", draft)
    assert outcome.err == f"completed {draft} (2 passages, 1 date)\n"


@pytest.mark.parametrize("end", [".", "; .", ";cg:voice e:v .", ";\n    .", "; # why\n ."])
def test_a_date_is_completed_whatever_follows(data: Path, held: Path, end: str) -> None:
    bounds = {
        '"2014-05-01"^^<http://www.w3.org/2001/XMLSchema#date>',
        '"2014-05-31"^^<http://www.w3.org/2001/XMLSchema#date>',
    }
    text = completed(data, held, f'{HEAD}e:c1 cg:edtf "2014-05"^^edtf:EDTF {end}')
    found = {str(quad.object) for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    assert bounds <= found
    with pytest.raises(UsageError, match="no date to complete"):
        completed(data, held, text)


def test_a_claim_has_one_date(data: Path, held: Path) -> None:
    with pytest.raises(InputError, match=r"draft\.ttl:8:15: a claim has one date"):
        completed(data, held, f'{HEAD}e:c1 cg:edtf "2014-05"^^edtf:EDTF, "2014"^^edtf:EDTF .')


def test_the_trace_leads_to_the_words(data: Path, held: Path, run: Run) -> None:
    completed(data, held)
    outcome = run("evidence", data, "--documents", held, "--show", "http://e.org/c1")
    assert outcome.code == 0
    assert "characters 23–38, paragraph 2" in outcome.out
    assert "“The red brigade”" in outcome.out
    assert run("trace", "http://e.org/c1", "--data", data).out.count("red brigade") == 0


def test_a_claim_that_is_not_there_is_met_with_a_suggestion(data: Path, held: Path, run: Run) -> None:
    completed(data, held)
    outcome = run("trace", "http://e.org/c11", "--data", data)
    assert outcome.code == 2
    assert "Did you mean 'http://e.org/c1'?" in outcome.err


def test_every_shipped_claim_is_verified(root: Path, documents: Path) -> None:
    verification = evidence.verify(sources.expand([root / "data"]), documents)
    assert verification.findings == ()
    assert verification.unchecked == ()
    assert len(verification.checked) > 500
