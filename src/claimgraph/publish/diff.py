"""The difference of two datasets, by record, blank nodes matched."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from claimgraph import sources, worker
from claimgraph.datatypes import TRUE
from claimgraph.export import canonical
from claimgraph.publish.characters import legible
from claimgraph.publish.matching import matched
from claimgraph.publish.records import NAMELESS, Records, Step
from claimgraph.sources import Source, renamed
from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE

__all__ = ["FORMATS_PACKAGE", "Change", "Difference", "Statement", "compare", "diff"]

FORMATS_PACKAGE = "claimgraph.publish.differences"

# Enough on a busy machine for any input that is honest; canonical labels take most of it.
_SECONDS, _SECONDS_PER_MEGABYTE = 120, 30
_MEGABYTES, _MEGABYTES_PER_MEGABYTE = 2048, 300

_RDF, _RDFS, _OWL, _SKOS, _PROV = (PREFIXES[name] for name in ("rdf", "rdfs", "owl", "skos", "prov"))

# What a term of an ontology means stands in these, and in all of OWL but what is said of versions and deprecation.
_DEFINING = {RDF_TYPE, *(_RDFS + name for name in ("domain", "range", "subClassOf", "subPropertyOf"))}
_DEFINING |= {_SKOS + name for name in ("definition", "broader", "narrower", "inScheme", "notation")}
_DEFINING |= {"http://purl.obolibrary.org/obo/IAO_0000115"}  # the definition of terms in OBO
_DEFINING |= {CLAIM + name for name in ("subjectClass", "objectClass", "directProperty", "testQuestion")}
_NEUTRAL = {_OWL + name for name in ("deprecated", "versionInfo", "versionIRI", "priorVersion", "imports")}
_TERMS = (_OWL, _RDFS, _SKOS + "Concept", _RDF + "Property")
# And what a claim says, in these.
_CLAIMING = {RDF_TYPE, *(CLAIM + name for name in ("subject", "object", "value", "role", "voice", "polarity"))}
_SUBJECT, _OBJECT, _VALUE = (ox.NamedNode(CLAIM + name) for name in ("subject", "object", "value"))
_POLARITY, _CERTAINTY = (ox.NamedNode(CLAIM + name) for name in ("polarity", "certainty"))
_TYPE, _DEPRECATED = ox.NamedNode(RDF_TYPE), ox.NamedNode(_OWL + "deprecated")
_INVALIDATED = ox.NamedNode(_PROV + "invalidatedAtTime")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that only one of the datasets has; path leads from its record to its subject."""

    added: bool
    path: tuple[Step, ...]
    quad: ox.Quad

    @property
    def sign(self) -> str:
        """What stands before it in a difference."""
        return "+" if self.added else "-"


@dataclass(frozen=True, slots=True)
class Change:
    """What has changed in one record: added, removed, changed, deprecated, or tombstone where it has become one.

    iri is "" for statements that belong to nothing with a name. sentence is what a claim says; meaning are the
    predicates with whose change the term or the claim may mean something else.
    """

    iri: str
    kind: str
    label: str
    sentence: str
    statements: tuple[Statement, ...]
    meaning: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two datasets, by IRI; labels of what the statements mention.

    Blank nodes are labelled as in the canonical N-Quads of the old dataset; the new ones are n0, n1, …
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    labels: Mapping[str, str]

    def counts(self) -> dict[str, int]:
        """How many records were changed in which way, by the name of the way."""
        kinds = [change.kind for change in self.changes]
        return {kind: kinds.count(kind) for kind in sorted(set(kinds))}

    def flagged(self) -> list[Change]:
        """The changes that may alter what a term or a claim means."""
        return [change for change in self.changes if change.meaning]

    def discreet(self, now: Records) -> "Difference":
        """The same, told by what is said now alone: the report of what was removed must not publish it again."""
        changes = tuple(
            replace(
                change,
                label=now.label(change.iri),
                sentence=_sentence(change.iri, now, now, now),
                statements=tuple(one for one in change.statements if one.added),
            )
            for change in self.changes
        )
        return replace(self, changes=changes, labels=_labels(changes, now, now))


def diff(old: Sequence[Source], new: Sequence[Source], names: tuple[str, str] = ("old", "new")) -> Difference:
    """The difference of the files; `names` are what the two are called.

    Raises InputError for files that cannot be read, RdfSyntaxError, located, for those that do not parse or have a
    relative IRI without a base, LimitError beyond limits of time and memory that grow with the input.
    """
    size = sources.size([*old, *new]) / 2**20
    return worker.run(
        _diff,
        old,
        new,
        names,
        seconds=round(_SECONDS + _SECONDS_PER_MEGABYTE * size),
        megabytes=int(_MEGABYTES + _MEGABYTES_PER_MEGABYTE * size),
        what="the comparison",
    )


def _diff(old: Sequence[Source], new: Sequence[Source], names: tuple[str, str]) -> Difference:
    return compare(canonical(old), canonical(new), names)


def compare(old: Iterable[ox.Quad], new: Iterable[ox.Quad], names: tuple[str, str] = ("old", "new")) -> Difference:
    """The difference of two datasets, each of which is labelled and ordered canonically (`export.canonical`)."""
    before, raw = Records(old), Records(new)
    same = matched(before, raw)
    fresh: dict[ox.BlankNode, ox.BlankNode] = {}

    def name(node: ox.BlankNode) -> ox.BlankNode:
        return same.get(node) or fresh.setdefault(node, ox.BlankNode(f"n{len(fresh)}"))

    after = Records(ox.Quad(*(renamed(part, name) for part in quad)) for quad in raw.quads)
    found: dict[str, list[Statement]] = {}
    for records, others, added in ((before, after, False), (after, before, True)):
        for quad in records.quads.keys() - others.quads.keys():
            owner, path = records.way(quad.subject)
            found.setdefault(owner, []).append(Statement(added, path, quad))
    changes = tuple(_change(iri, found[iri], before, after) for iri in sorted(found))
    return Difference(*names, changes, _labels(changes, before, after))


def _change(iri: str, statements: list[Statement], before: Records, after: Records) -> Change:
    ordered = sorted(statements, key=lambda one: (one.path, one.quad.predicate.value, one.added, str(one.quad)))
    node = ox.NamedNode(iri) if iri else None
    was, is_ = (node in records.of if node else True for records in (before, after))
    kind = "changed" if was and is_ else "removed" if was else "added"
    if after.objects(iri, _INVALIDATED) and not before.objects(iri, _INVALIDATED):
        kind = "tombstone"
    elif kind == "changed" and _deprecated(after, iri) and not _deprecated(before, iri):
        kind = "deprecated"
    shown = after if is_ and kind != "tombstone" else before
    return Change(
        iri=iri,
        kind=kind,
        label=shown.label(iri),
        sentence=_sentence(iri, shown, before, after),
        statements=tuple(ordered),
        meaning=_meaning(iri, ordered, before, after) if was and is_ and kind != "tombstone" else (),
    )


def _deprecated(records: Records, iri: str) -> bool:
    return any(isinstance(term, ox.Literal) and term.value in TRUE for term in records.objects(iri, _DEPRECATED))


def _meaning(iri: str, statements: Iterable[Statement], before: Records, after: Records) -> tuple[str, ...]:
    """The predicates, of the record itself, below which something has changed that defines it."""
    defining: Callable[[str], bool]
    types = [str(term) for records in (before, after) for term in records.objects(iri, _TYPE)]
    if iri == NAMELESS or any(name.startswith(tuple(f"<{one}" for one in _TERMS)) for name in types):
        defining = _defines_term
    elif before.objects(iri, _SUBJECT):
        defining = _CLAIMING.__contains__
    else:
        return ()
    first = {one.path[0].predicate if one.path else one.quad.predicate.value for one in statements}
    # An axiom without a name is defined by what it begins with, and its lists belong to RDF.
    return tuple(sorted(filter(defining, first)))


def _defines_term(predicate: str) -> bool:
    return predicate in _DEFINING or (predicate.startswith(_OWL) and predicate not in _NEUTRAL)


def _sentence(iri: str, shown: Records, before: Records, after: Records) -> str:
    """What a claim says: subject, relation and object or value, and how it is put; "" for what is no claim."""
    subject = shown.objects(iri, _SUBJECT)
    if not iri or not subject:
        return ""
    said = [subject[:1], shown.objects(iri, _TYPE)[:1], (shown.objects(iri, _OBJECT) or shown.objects(iri, _VALUE))[:1]]
    words = " – ".join(_word(term, after, before) for terms in said for term in terms)
    manner = ", ".join(_word(term, after, before) for term in shown.objects(iri, _POLARITY, _CERTAINTY))
    return f"{words} ({manner})" if manner else words


def _word(term: object, after: Records, before: Records) -> str:
    if isinstance(term, ox.NamedNode):
        local = term.value.rstrip("/#")
        return _label(term.value, after, before) or local[max(map(local.rfind, "/#")) + 1 :]
    return legible(term.value) if isinstance(term, ox.Literal) else "something"


def _labels(changes: Iterable[Change], before: Records, after: Records) -> dict[str, str]:
    terms = (one.quad.object for change in changes for one in change.statements)
    iris = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    found = {iri: _label(iri, after, before) for iri in sorted(iris)}
    return {iri: label for iri, label in found.items() if label}


def _label(iri: str, after: Records, before: Records) -> str:
    """What a thing is called now, or else was called, unless it was removed: then it has no name any more."""
    return after.label(iri) or ("" if after.objects(iri, _INVALIDATED) else before.label(iri))
