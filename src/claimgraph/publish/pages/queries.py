"""The named queries: each with its question, its text and its answer."""

from collections.abc import Iterator, Mapping
from functools import partial

import pyoxigraph as ox

from claimgraph.publish.paths import file_name
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Answer, Page, Site
from claimgraph.query.formats import serialized
from claimgraph.query.result import Kind

__all__ = ["pages"]

_MOST = 500


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """A page for each query, and one that lists them."""
    yield Page("queries", site.whole, partial(_list, site, renderer))
    for answer in site.answers:
        yield Page(f"queries/{answer.query.name}", site.whole, partial(_make, site, renderer, answer))


def _path(answer: Answer) -> str:
    return f"queries/{file_name(answer.query.name)}"


def _list(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    path = "queries/index.html"
    rows = [(answer, f"{_path(answer)}/index.html") for answer in site.answers]
    return {path: renderer.html("queries.html", path, "Questions and answers", rows=rows)}


def _make(site: Site, renderer: Renderer, answer: Answer) -> Mapping[str, bytes]:
    path, result = f"{_path(answer)}/index.html", answer.result
    rows: list[tuple[object, ...]] = []
    files = {f"{_path(answer)}.rq": answer.query.text.encode()}
    if result and result.kind is Kind.ROWS:
        rows = list(result.rows())
        files[f"{_path(answer)}.csv"] = serialized(result, ox.QueryResultsFormat.CSV)
    elif result and result.kind is Kind.GRAPH:
        rows = [tuple(triple) for triple in result.triples()]
        files[f"{_path(answer)}.nt"] = result.data
    columns = result.variables if result and result.kind is Kind.ROWS else ("subject", "predicate", "object")
    html = renderer.html(
        "query.html",
        path,
        answer.query.question or answer.query.name,
        answer=answer,
        columns=columns,
        rows=rows[:_MOST],
        count=len(rows),
        truth=result.truth if result and result.kind is Kind.TRUTH else None,
        downloads=[name for name in files if not name.endswith(".rq")],
        text=f"{_path(answer)}.rq",
    )
    return {path: html} | files
