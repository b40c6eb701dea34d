"""What the data itself can say about a query: which names it knows, which they may mean, how they are labelled."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox

from claimgraph.errors import UsageError
from claimgraph.query.guard import Checked
from claimgraph.query.parameters import Candidates
from claimgraph.query.result import Result, Term
from claimgraph.terms import PREFIXES, curie

__all__ = ["Ask", "labelled", "preference", "resolve", "unknown_terms"]

Ask = Callable[[str], Result]
"""Asks the data a query without prefixes."""

_LABEL = f"<{PREFIXES['rdfs']}label>|<{PREFIXES['skos']}prefLabel>"
_NAME = f"{_LABEL}|<{PREFIXES['skos']}altLabel>"
_SUGGESTIONS = 3
_CHUNK = 500
_NOTICES = 5
# More names than these are not searched for one that is alike.
_NAMES = 100_000


def resolve(value: Candidates, name: str, ask: Ask, prefixes: Mapping[str, str]) -> ox.NamedNode:
    """The one IRI that the value means; raises UsageError, with suggestions, where the data knows none or several."""
    found = [iri for iri in value.iris if _is_known(iri, ask)]
    if len(found) == 1:
        return ox.NamedNode(found[0])
    if found:
        which = " or ".join(curie(iri, prefixes) for iri in found)
        raise UsageError(f"{name}: {value.text!r} may mean {which}.", hint="Write one of them.")
    near = _near(value.text, ask)
    meant = [f"{curie(iri, prefixes)} ({label})" for iri, label in near]
    hint = f"Did you mean {' or '.join(meant)}?" if meant else ""
    raise UsageError(f"{name}: the data does not know {value.text!r}.", hint=hint)


def _is_known(iri: str, ask: Ask) -> bool:
    return ask(f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s <{iri}> ?o }} UNION {{ ?s ?p <{iri}> }} }}").truth


def _near(text: str, ask: Ask) -> list[tuple[str, str]]:
    """The named things whose names or labels are most like the text, with the labels by which they were found."""
    wanted = _words(text.rpartition(":")[2])
    best: dict[str, tuple[float, str]] = {}
    for node, label in ask(f"SELECT DISTINCT ?s ?l {{ ?s {_NAME} ?l }} LIMIT {_NAMES}").rows():
        if isinstance(node, ox.NamedNode) and isinstance(label, ox.Literal):
            score = max(_likeness(wanted, _words(_local(node.value))), _likeness(wanted, _words(label.value)))
            best[node.value] = max(best.get(node.value, (0.0, "")), (score, label.value))
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
    return [(iri, label) for iri, (score, label) in ranked[:_SUGGESTIONS] if score >= 0.6]


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))


def _likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 1; the quick bound spares most names the full comparison."""
    if one and one in other:
        return 0.9
    matcher = difflib.SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.real_quick_ratio() > 0.6 and matcher.quick_ratio() > 0.6 else 0.0


def _local(iri: str) -> str:
    return iri[_stem(iri) :]


def _stem(iri: str) -> int:
    return max(iri.rfind("#"), iri.rfind("/")) + 1


def unknown_terms(query: Checked, ask: Ask, prefixes: Mapping[str, str], *, suggest: bool = True) -> tuple[str, ...]:
    """A notice for each of the first IRIs of the query that occur nowhere in the data.

    With `suggest` it names the term most like it, for which all terms of its namespace are searched.
    """
    notices: dict[str, str] = {}
    known: set[str] = set()
    namespaces: dict[str, list[str]] = {}
    for before, token in zip((None, *query.tokens), query.tokens, strict=False):
        iri = query.iri(token)
        declares = before is not None and (before.kind == "PNAME_NS" or before.is_word("PREFIX", "BASE"))
        if iri is None or declares or (before and before.text == "^^") or iri.startswith(PREFIXES["xsd"]):
            continue
        if iri in notices or iri in known:
            continue
        if _is_known(iri, ask):
            known.add(iri)
            continue
        namespace = iri[: _stem(iri)]
        if namespace not in namespaces:
            namespaces[namespace] = _terms(namespace, ask) if suggest else []
        like = difflib.get_close_matches(_local(iri), namespaces[namespace], n=1, cutoff=0.75)
        hint = f" Did you mean {curie(namespace + like[0], prefixes)}?" if like else ""
        notices[iri] = f"{curie(iri, prefixes)} occurs nowhere in the data.{hint}"
        if len(notices) == _NOTICES:
            break
    return tuple(notices.values())


def _terms(namespace: str, ask: Ask) -> list[str]:
    """The local names of the subjects, properties and classes in a namespace."""
    patterns = " UNION ".join(f"{{ {pattern} }}" for pattern in ("?t ?p ?o", "?s ?t ?o", "?s a ?t"))
    text = f"SELECT DISTINCT ?t {{ {patterns} FILTER(STRSTARTS(STR(?t), {ox.Literal(namespace)})) }} LIMIT {_NAMES}"
    return sorted(term.value[len(namespace) :] for (term,) in ask(text).rows() if isinstance(term, ox.NamedNode))


def labelled(result: Result, ask: Ask) -> Result:
    """The rows with a column ?xLabel after each column ?x in which an IRI has a label."""
    rows = result.rows()
    labels = _labels(sorted({term.value for row in rows for term in row if isinstance(term, ox.NamedNode)}), ask)
    added = {
        index
        for index, name in enumerate(result.variables)
        if f"{name}Label" not in result.variables and any(_label(row[index], labels) for row in rows)
    }
    names = [
        column
        for index, name in enumerate(result.variables)
        for column in ([name, f"{name}Label"] if index in added else [name])
    ]
    lines = ["\t".join(f"?{name}" for name in names)]
    for row in rows:
        terms = (
            cell
            for index, term in enumerate(row)
            for cell in ([term, _label(term, labels)] if index in added else [term])
        )
        lines.append("\t".join("" if term is None else str(term) for term in terms))
    return replace(result, variables=tuple(names), data="".join(f"{line}\n" for line in lines).encode())


def _label(term: Term | None, labels: Mapping[str, ox.Literal]) -> ox.Literal | None:
    return labels.get(term.value) if isinstance(term, ox.NamedNode) else None


def _labels(iris: Sequence[str], ask: Ask) -> dict[str, ox.Literal]:
    """The label of each IRI that has one: English before none before any other language, then the first."""
    found: dict[str, list[ox.Literal]] = {}
    for start in range(0, len(iris), _CHUNK):
        asked = " ".join(f"<{iri}>" for iri in iris[start : start + _CHUNK])
        for node, label in ask(f"SELECT ?i ?l {{ VALUES ?i {{ {asked} }} ?i {_LABEL} ?l }}").rows():
            if isinstance(node, ox.NamedNode) and isinstance(label, ox.Literal):
                found.setdefault(node.value, []).append(label)
    return {iri: min(labels, key=preference) for iri, labels in found.items()}


def preference(label: ox.Literal) -> tuple[int, str, str]:
    """What labels of one thing are sorted by, the best first: English, none, any other language."""
    language = label.language or ""
    return (0 if language.split("-")[0] == "en" else 1 if not language else 2), language, label.value
