"""The validation report of SHACL (section 3.6) as triples."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox

from claimgraph.locate import term
from claimgraph.model import Finding, Report
from claimgraph.terms import PREFIXES

__all__ = ["write"]

Node = ox.NamedNode | ox.BlankNode

_SH, _RDF, _XSD = (PREFIXES[name] for name in ("sh", "rdf", "xsd"))
_TYPE, _FIRST, _REST, _NIL = (ox.NamedNode(_RDF + name) for name in ("type", "first", "rest", "nil"))
_PATH = re.compile(r"<[^<>\s]*>|[\^()/|*+?]")
_MODIFIERS = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}


def write(report: Report, kind: ox.RdfFormat) -> str:
    """The report in an RDF format."""
    written = BytesIO()
    prefixes = None
    if kind.supports_datasets or kind in (ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML):
        prefixes = {"rdf": _RDF, "sh": _SH, "xsd": _XSD, **_usable(report)}
    ox.serialize(_Graph(report).triples(), written, kind, prefixes=prefixes)
    return written.getvalue().decode("utf-8")


def _usable(report: Report) -> dict[str, str]:
    """Those of the report's prefixes that its shapes and predicates use."""
    used = {finding.shape for finding in report.findings} | {finding.path.strip("<^>") for finding in report.findings}
    return {
        prefix: namespace
        for prefix, namespace in sorted(report.prefixes.items())
        if prefix and namespace and any(iri.startswith(namespace) for iri in used)
    }


class _Graph:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._count = 0

    def triples(self) -> Iterator[ox.Triple]:
        """The report's triples; blank nodes of data, shapes and report keep apart by their names."""
        report = ox.BlankNode("report")
        yield ox.Triple(report, _TYPE, _sh("ValidationReport"))
        conforms = "false" if any(self._report.counts().values()) else "true"
        yield ox.Triple(report, _sh("conforms"), ox.Literal(conforms, datatype=ox.NamedNode(_XSD + "boolean")))
        results = [ox.BlankNode(f"result{number}") for number in range(len(self._report.findings))]
        for result in results:
            yield ox.Triple(report, _sh("result"), result)
        for result, finding in zip(results, self._report.findings, strict=True):
            yield from self._result(result, finding)

    def _result(self, result: ox.BlankNode, finding: Finding) -> Iterator[ox.Triple]:
        yield ox.Triple(result, _TYPE, _sh("ValidationResult"))
        if focus := _focus(finding):
            yield ox.Triple(result, _sh("focusNode"), focus)
        path, triples = self._path(finding.path) if finding.path else (None, [])
        if path:
            yield ox.Triple(result, _sh("resultPath"), path)
        if finding.value:
            yield ox.Triple(result, _sh("value"), term(finding.value))
        if shape := finding.source_shape or (f"<{finding.shape}>" if finding.shape else ""):
            node = term(shape)
            source = ox.BlankNode(f"shape_{node.value}") if isinstance(node, ox.BlankNode) else node
            yield ox.Triple(result, _sh("sourceShape"), source)
        yield ox.Triple(result, _sh("sourceConstraintComponent"), ox.NamedNode(finding.component))
        severity = finding.severity_iri or _SH + str(finding.severity).capitalize()
        yield ox.Triple(result, _sh("resultSeverity"), ox.NamedNode(severity))
        for message in finding.messages or (str(ox.Literal(finding.message)),):
            yield ox.Triple(result, _sh("resultMessage"), term(message))
        yield from triples

    def _new(self) -> ox.BlankNode:
        self._count += 1
        return ox.BlankNode(f"path{self._count}")

    def _path(self, text: str) -> tuple[Node, list[ox.Triple]]:
        """The node of a path that SPARQL writes so, and the triples that describe it (SHACL, section 2.3.1)."""
        tokens = _PATH.findall(text)[::-1]
        triples: list[ox.Triple] = []

        def alternatives() -> Node:
            return several("|", lambda: several("/", step))

        def several(joint: str, part: Callable[[], Node]) -> Node:
            parts = [part()]
            while tokens and tokens[-1] == joint:
                tokens.pop()
                parts.append(part())
            if len(parts) == 1:
                return parts[0]
            head: Node = _NIL
            for item in reversed(parts):
                cell = self._new()
                triples.extend([ox.Triple(cell, _FIRST, item), ox.Triple(cell, _REST, head)])
                head = cell
            return wrap("alternativePath", head) if joint == "|" else head

        def step() -> Node:
            mark = tokens.pop()
            if mark == "^":
                return wrap("inversePath", step())
            if mark == "(":
                node = alternatives()
                tokens.pop()
            else:
                node = ox.NamedNode(mark[1:-1])
            while tokens and tokens[-1] in _MODIFIERS:
                node = wrap(_MODIFIERS[tokens.pop()], node)
            return node

        def wrap(name: str, inner: Node) -> ox.BlankNode:
            node = self._new()
            triples.append(ox.Triple(node, _sh(name), inner))
            return node

        return alternatives(), triples


def _focus(finding: Finding) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None:
    """The focus node; where a finding has none, its value, or the file that it is about: SHACL asks for one."""
    if text := finding.focus_node or finding.value:
        return term(text)
    return ox.NamedNode(Path(finding.location.file).absolute().as_uri()) if finding.location else None


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SH + name)
