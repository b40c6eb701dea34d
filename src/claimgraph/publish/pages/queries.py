"""The named queries: each with its question, its text and its answer."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice, takewhile

import pyoxigraph as ox

from claimgraph.errors import ClaimgraphError
from claimgraph.publish import told
from claimgraph.publish.inputs import Answer
from claimgraph.publish.paths import queried
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site
from claimgraph.query.formats import serialized
from claimgraph.query.guard import check
from claimgraph.query.result import Kind, Result, Row

__all__ = ["pages"]

_MOST = 500


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """A page for each query, and one that lists them."""
    yield Page("queries", site.whole, partial(_list, site, renderer))
    for answer in site.answers:
        name = f"queries/{answer.query.name}"
        yield Page(name, partial(_inputs, site, answer), partial(_make, site, renderer, answer))


def _inputs(site: Site, answer: Answer) -> str:
    """A digest of question and answer, and of what is said of the things that are shown."""
    shown = {term for row in _rows(answer.result) for term in row if isinstance(term, ox.NamedNode | ox.BlankNode)}
    named = {one for node in shown if isinstance(node, ox.BlankNode) for one in site.model.named_by(node)}
    return site.inputs(shown | named, site.vocabulary, told.answered(answer))


def _rows(result: Result | None) -> Sequence[Row]:
    """The first rows or triples of an answer, as many as a page shows."""
    if result and result.kind is Kind.GRAPH:
        return [tuple(triple) for triple in result.triples()[:_MOST]]
    solutions = result.solutions() if result else ()
    return [tuple(row) for row in islice(solutions, _MOST)] if isinstance(solutions, ox.QuerySolutions) else []


def _list(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    path = "queries/index.html"
    rows = [(answer, f"{queried(answer.query.name)}/index.html") for answer in site.answers]
    return {path: renderer.html("queries.html", path, "Questions and answers", rows=rows)}


def _make(site: Site, renderer: Renderer, answer: Answer) -> Mapping[str, bytes]:
    folder, result = queried(answer.query.name), answer.result
    path = f"{folder}/index.html"
    query = _whole(site, answer)
    files = {f"{folder}.rq": query.encode()}
    if result and result.kind is Kind.ROWS:
        files[f"{folder}.csv"] = serialized(result, ox.QueryResultsFormat.CSV)
    elif result and result.kind is Kind.GRAPH:
        files[f"{folder}.nt"] = result.data
    columns = result.variables if result and result.kind is Kind.ROWS else ("subject", "predicate", "object")
    html = renderer.html(
        "query.html",
        path,
        answer.query.question or answer.query.name,
        answer=answer,
        columns=columns,
        rows=_rows(result),
        count=result.count if result else 0,
        truth=result.truth if result and result.kind is Kind.TRUTH else None,
        downloads=[name for name in files if not name.endswith(".rq")],
        query=query,
        text=f"{folder}.rq",
    )
    return {path: html} | files


def _whole(site: Site, answer: Answer) -> str:
    """The query as any engine takes it: after the comment at its top, the prefixes that only this project knows."""
    text = answer.query.text
    try:
        prefixes = check(text, str(answer.query.path), site.project.prefixes).prefixes
    except ClaimgraphError:
        return text  # its page says what is wrong with it
    lines = text.splitlines(keepends=True)
    top = sum(1 for _ in takewhile(lambda line: line.startswith("#"), lines))
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in sorted(prefixes.items()))
    return "".join([*lines[:top], prologue, *lines[top:]])
