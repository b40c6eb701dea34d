"""A remote SPARQL endpoint in the place of an engine: `answer` has the signature of theirs.

The endpoint is asked for JSON, or else XML, of rows and for N-Triples, or else Turtle or RDF/XML, of a graph. What it
sends is read here anew, so that nothing reaches the formats of answers but terms.
"""

import json
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from claimgraph.errors import EndpointError
from claimgraph.formats import FORMATS
from claimgraph.protocol import Answer, Endpoint, http
from claimgraph.query.engines import graph_result, rows_result, too_many
from claimgraph.query.guard import Checked, check
from claimgraph.query.result import Kind, Result, Term
from claimgraph.query.rewrite import columns
from claimgraph.terminal import printable

__all__ = ["answer", "fetch"]

_JSON = ("application/sparql-results+json", "application/json")
_XML = ("application/sparql-results+xml", "application/xml", "text/xml")
_GRAPHS = {kind: FORMATS[name] for name in ("ntriples", "turtle", "rdfxml") for kind in FORMATS[name].media_types}
_ROWS = f"{_JSON[0]}, {_XML[0]};q=0.5"
_TRIPLES = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"

_COUNT = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"

# What reading JSON of any shape, and terms of any text, can raise.
_MALFORMED = (SyntaxError, ValueError, KeyError, TypeError, AttributeError, RecursionError)

_Rows = tuple[tuple[str, ...], list[dict[str, Term]]]


def answer(server: Endpoint, query: Checked, limit: int) -> Result:
    """The endpoint's answer to the query (SPARQL 1.1 Protocol, section 2.1).

    Raises EndpointError for an answer that is none, LimitError for one with more rows or triples than the limit.
    """
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in sorted(query.prefixes.items()))
    sent = http.ask(server, prologue + query.text, _TRIPLES if query.kind is Kind.GRAPH else _ROWS)
    try:
        if query.kind is Kind.GRAPH:
            result = _graph(sent, server)
        elif query.kind is Kind.TRUTH:
            result = Result(Kind.TRUTH, b"true" if _truth(sent) else b"false", count=1)
        else:
            result = _rows(sent, query)
    except _MALFORMED as error:
        raise EndpointError(
            f"{server}: the answer is not well-formed, or was cut ({sent.media_type}): {_brief(error)}.",
            hint="If it is long, the server may have stopped midway: ask for less.",
        ) from None
    if result.count > limit:
        raise too_many(limit)
    _refuse_part(server, sent, result)
    return result


def fetch(server: Endpoint) -> list[ox.Quad]:
    """All triples of the endpoint's default graph; raises EndpointError where it does not hand them all out."""

    def ask(text: str) -> Result:
        return answer(server, check(text, "a question of our own", {}), 2**63)

    (count,) = ask(_COUNT).rows()[0]
    triples = ask(_ALL).triples()
    if str(len(triples)) != getattr(count, "value", ""):
        raise EndpointError(
            f"{server}: gives {len(triples):,} triples of {getattr(count, 'value', '?')}.",
            hint="Claims at a time are chosen from the whole data: get them as a file, and use --data.",
        )
    return [ox.Quad(*triple) for triple in triples]


def _refuse_part(server: Endpoint, sent: Answer, result: Result) -> None:
    """Raise EndpointError for an answer that Virtuoso says is cut: at its row limit, or at its time limit."""
    most = sent.headers.get("X-SPARQL-MaxRows", "")
    if most.isdigit() and result.count >= int(most):
        raise EndpointError(
            f"{server}: gives no more than {int(most):,} rows, and there may be more.", hint="Add a lower LIMIT."
        )
    if sent.headers.get("X-SQL-State"):
        raise EndpointError(f"{server}: ran into its own limit and gives a part of the answer.", hint="Ask for less.")


def _rows(sent: Answer, query: Checked) -> Result:
    variables, rows = _solutions(sent)
    if len(set(variables)) < len(variables):
        raise ValueError("a variable stands twice in the head")
    ordered = columns(query, variables)
    lines = ["\t".join(f"?{name}" for name in ordered)]
    lines += ("\t".join(str(row[name]) if name in row else "" for name in ordered) for row in rows)
    return rows_result(ordered, "".join(f"{line}\n" for line in lines).encode())


def _solutions(sent: Answer) -> _Rows:
    if sent.media_type in _JSON:
        found = json.loads(sent.body)
        names: dict[str, ox.BlankNode] = {}  # labels such as Virtuoso's nodeID://b1 are none in RDF
        rows = [
            {variable: _term(value, names) for variable, value in binding.items()}
            for binding in found["results"]["bindings"]
        ]
        return tuple(map(_name, found["head"]["vars"])), rows
    if sent.media_type in _XML:
        solutions = ox.parse_query_results(sent.body, format=ox.QueryResultsFormat.XML)
        if not isinstance(solutions, ox.QuerySolutions):
            raise ValueError("a truth value in place of rows")
        variables = tuple(variable.value for variable in solutions.variables)
        return variables, [
            {name: term for name in variables if (term := solution[name]) is not None} for solution in solutions
        ]
    raise _wrong_type(sent, "rows")


def _name(variable: str) -> str:
    return ox.Variable(variable).value


def _term(value: Mapping[str, Any], names: dict[str, ox.BlankNode]) -> Term:
    """One term of the JSON format (SPARQL 1.1 Query Results JSON Format, section 3.2.2)."""
    text = value["value"]
    match value["type"]:
        case "uri":
            return ox.NamedNode(text)
        case "bnode":
            return names.setdefault(text, ox.BlankNode(f"n{len(names)}"))
        case "literal" | "typed-literal":
            if language := value.get("xml:lang"):
                return ox.Literal(text, language=language)
            datatype = value.get("datatype")
            return ox.Literal(text, datatype=ox.NamedNode(datatype) if datatype else None)
    raise ValueError(f"a term of type {value['type']!r}")


def _truth(sent: Answer) -> bool:
    if sent.media_type in _JSON:
        found = json.loads(sent.body)
        if "boolean" in found:
            if not isinstance(found["boolean"], bool):
                raise ValueError("a truth value that is none")
            return found["boolean"]
    elif sent.media_type in _XML:
        value = ox.parse_query_results(sent.body, format=ox.QueryResultsFormat.XML)
        if isinstance(value, ox.QueryBoolean):
            return bool(value)
    # Virtuoso gives a row where the answer is true, and none where it is false.
    variables, rows = _solutions(sent)
    if variables != ("__ASK_RETVAL",):
        raise ValueError("rows in place of a truth value")
    return bool(rows)


def _graph(sent: Answer, server: Endpoint) -> Result:
    record = _GRAPHS.get(sent.media_type)
    if record is None:
        raise _wrong_type(sent, "a graph")
    quads = ox.parse(sent.body, format=getattr(ox.RdfFormat, record.oxigraph), base_iri=server.url)
    return graph_result("".join(f"{quad.triple} .\n" for quad in quads).encode())


def _wrong_type(sent: Answer, wanted: str) -> EndpointError:
    page = "html" in sent.media_type
    return EndpointError(
        f"the server answers with {'a web page' if page else printable(sent.media_type)}, not with {wanted}.",
        hint="Look up the address of the endpoint itself: many end in /sparql or /query." if page else "",
    )


def _brief(error: Exception) -> str:
    """The parser's reason without the stranger's text around it."""
    return printable(f"{type(error).__name__ if isinstance(error, KeyError) else ''} {error}".strip())[:200]
