"""What a dataset or a release of it is, for machines: DCAT 3, VoID, PROV and schema.org.

What the dataset's own record says is taken over; claimgraph.toml says the rest, and the data is counted.
"""

import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from claimgraph import __version__
from claimgraph.model import Finding
from claimgraph.project import Project
from claimgraph.publish.downloads import Distribution
from claimgraph.publish.history import Release, iri
from claimgraph.publish.kinds import head
from claimgraph.publish.model import Model
from claimgraph.publish.revision import Revision
from claimgraph.publish.statements import Node, Term
from claimgraph.publish.statistics import Statistics
from claimgraph.terms import PREFIXES, RDF_TYPE
from claimgraph.validate import validate

__all__ = ["SHAPES", "Subject", "describe", "faults"]

SHAPES = Path(__file__).parent / "metadata.ttl"
"""The shapes that what `describe` gives has to meet: DCAT's own constraints, and the questions of FAIR."""

_DCAT, _DCTERMS, _FOAF, _PROV, _RDFS, _SPDX, _VCARD, _VOID, _XSD = (
    PREFIXES[name] for name in ("dcat", "dcterms", "foaf", "prov", "rdfs", "spdx", "vcard", "void", "xsd")
)
_MEDIA = "https://www.iana.org/assignments/media-types/"
_LANGUAGE = "http://id.loc.gov/vocabulary/iso639-1/"
_COUNTS = {_VOID + name for name in ("triples", "entities", "distinctSubjects", "distinctObjects", "properties")}
_COUNTS |= {_VOID + "classes", _VOID + "uriSpace"}
_RELEASED = {_DCAT + name for name in ("version", "isVersionOf", "previousVersion", "hasVersion", "hasCurrentVersion")}
_RELEASED |= {_DCTERMS + "issued", _PROV + "generatedAtTime"}  # a release has its own


@dataclass(frozen=True, slots=True)
class Subject:
    """What is described: the dataset as it stands, or where `version` is given, that release of it with its date."""

    project: Project
    version: str = ""
    date: str = ""
    earlier: Sequence[Release] = ()
    distributions: Sequence[Distribution] = ()
    revision: Revision | None = None


def describe(subject: Subject, model: Model, counts: Statistics) -> list[ox.Triple]:
    """The description of the dataset that is in the model; the counts are of its own statements.

    The same for the same statements, up to the labels of blank nodes.
    """
    project = subject.project
    base = ox.NamedNode(project.dataset)
    node = ox.NamedNode(iri(project, subject.version)) if subject.version else base
    found = [*_record(model, base, node, _COUNTS | _RELEASED if subject.version else _COUNTS)]
    said = {triple.predicate.value for triple in found if triple.subject == node}
    found += _from_project(project, node, said)
    if ontology := head("ontology", project.namespaces, model):
        found.append(_triple(node, _DCTERMS + "conformsTo", ox.NamedNode(ontology)))
    found += _versions(subject, base, node, said)
    found += _agents(model, [triple for triple in found if triple.subject == node])
    licences = [triple.object for triple in found if triple.predicate.value == _DCTERMS + "license"]
    found += [triple for part in subject.distributions for triple in _distribution(node, part, licences)]
    found += _counted(project, node, counts)
    found += _made(model, base, node, subject)
    return sorted({*found}, key=str)


def faults(description: bytes) -> tuple[Finding, ...]:
    """What a description, in Turtle, lacks of what the shapes ask for."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "metadata.ttl")
        path.write_bytes(description)
        report = validate([path], shapes=[SHAPES])
    return tuple(replace(finding, location=None, related=None) for finding in report.findings)


def _record(model: Model, base: ox.NamedNode, node: ox.NamedNode, ours: Collection[str]) -> Iterator[ox.Triple]:
    """What the data says of the dataset, said of what is described, but for what is `ours` to say."""
    yield from (_is(node, kind) for kind in (_DCAT + "Dataset", _VOID + "Dataset", _PROV + "Entity"))
    for triple in model.description(base):
        if triple.subject != base or triple.predicate.value not in ours:
            yield ox.Triple(node if triple.subject == base else triple.subject, triple.predicate, triple.object)
    yield _triple(node, _DCTERMS + "identifier", ox.Literal(node.value, datatype=ox.NamedNode(_XSD + "anyURI")))


def _from_project(project: Project, node: ox.NamedNode, said: set[str]) -> Iterator[ox.Triple]:
    for name, text in (("title", project.title), ("description", project.description)):
        if text and _DCTERMS + name not in said:
            yield _triple(node, _DCTERMS + name, ox.Literal(text))
    if project.licence and _DCTERMS + "license" not in said:
        yield _triple(node, _DCTERMS + "license", ox.NamedNode(project.licence))
    if _DCTERMS + "creator" not in said:
        for number, name in enumerate(project.creators):
            agent = ox.BlankNode(f"creator{number}")
            yield _triple(node, _DCTERMS + "creator", agent)
            yield _is(agent, _FOAF + "Agent")
            yield _triple(agent, _FOAF + "name", ox.Literal(name))
    if project.contact and _DCAT + "contactPoint" not in said:
        point = ox.BlankNode("contact")
        mail = "@" in project.contact and ":" not in project.contact
        address = ox.NamedNode(f"mailto:{project.contact}" if mail else project.contact)
        yield _triple(node, _DCAT + "contactPoint", point)
        yield _is(point, _VCARD + "Kind")
        yield _triple(point, _VCARD + "fn", ox.Literal(", ".join(project.creators) or project.title))
        yield _triple(point, _VCARD + ("hasEmail" if address.value.startswith("mailto:") else "hasURL"), address)
    yield _triple(node, _DCAT + "landingPage", node)


def _versions(subject: Subject, base: ox.NamedNode, node: ox.NamedNode, said: set[str]) -> Iterator[ox.Triple]:
    others = [ox.NamedNode(release.iri) for release in subject.earlier]
    if subject.version:
        yield _triple(node, _DCAT + "version", ox.Literal(subject.version))
        yield _triple(node, _DCAT + "isVersionOf", base)
        yield _triple(node, _DCTERMS + "issued", _date(subject.date))
        if others:
            yield _triple(node, _DCAT + "previousVersion", others[-1])
        return
    here = subject.project.release
    found: list[tuple[str, Term]] = [(_DCAT + "version", ox.Literal(here))] if here else []
    if others:
        found += [(_DCAT + "hasCurrentVersion", others[-1]), (_DCTERMS + "issued", _date(subject.earlier[0].date))]
        found.append((_DCTERMS + "modified", _date(subject.earlier[-1].date)))
    yield from (_triple(node, name, term) for name, term in found if name not in said)
    yield from (_triple(node, _DCAT + "hasVersion", other) for other in others)


def _agents(model: Model, triples: Sequence[ox.Triple]) -> Iterator[ox.Triple]:
    """Who the record names as publisher or creator, by name."""
    for triple in triples:
        agent = triple.object
        if triple.predicate.value in (_DCTERMS + "publisher", _DCTERMS + "creator") and isinstance(agent, ox.NamedNode):
            person = [_FOAF + "Person"] if model.is_a(agent, _FOAF + "Person") else []
            yield from (_is(agent, kind) for kind in (_FOAF + "Agent", *person))
            yield _triple(agent, _FOAF + "name", ox.Literal(model.label(agent)))


def _distribution(node: ox.NamedNode, part: Distribution, licences: Sequence[Term]) -> Iterator[ox.Triple]:
    place = ox.NamedNode(part.url)
    checksum = ox.BlankNode("sum" + part.sha256)
    yield _triple(node, _DCAT + "distribution", place)
    if part.dump:
        yield _triple(node, _VOID + "dataDump", place)
    yield _is(place, _DCAT + "Distribution")
    yield _triple(place, _DCTERMS + "title", ox.Literal(part.title))
    for licence in licences:
        yield _triple(place, _DCTERMS + "license", licence)
    yield _triple(place, _DCAT + "accessURL", node)
    yield _triple(place, _DCAT + "downloadURL", place)
    yield _triple(place, _DCAT + "mediaType", ox.NamedNode(_MEDIA + part.media_type))
    if part.package:
        wrapped = "compressFormat" if part.compressed else "packageFormat"
        yield _triple(place, _DCAT + wrapped, ox.NamedNode(_MEDIA + part.package))
    size = ox.Literal(str(part.size), datatype=ox.NamedNode(_XSD + "nonNegativeInteger"))
    yield _triple(place, _DCAT + "byteSize", size)
    yield _triple(place, _SPDX + "checksum", checksum)
    yield _is(checksum, _SPDX + "Checksum")
    yield _triple(checksum, _SPDX + "algorithm", ox.NamedNode(_SPDX + "checksumAlgorithm_sha256"))
    value = ox.Literal(part.sha256, datatype=ox.NamedNode(_XSD + "hexBinary"))
    yield _triple(checksum, _SPDX + "checksumValue", value)


def _counted(project: Project, node: ox.NamedNode, counts: Statistics) -> Iterator[ox.Triple]:
    yield _triple(node, _VOID + "uriSpace", ox.Literal(project.namespaces["dataset"]))
    numbers = {"triples": counts.triples, "entities": len(counts.entities), "distinctSubjects": counts.subjects}
    numbers |= {"distinctObjects": counts.distinct, "properties": len(+counts.properties)}
    numbers |= {"classes": len(+counts.classes)}
    for name, number in numbers.items():
        yield _triple(node, _VOID + name, _number(number))
    for vocabulary in counts.vocabularies(project.prefixes):
        yield _triple(node, _VOID + "vocabulary", ox.NamedNode(vocabulary))
    for language in sorted(counts.languages):
        yield _triple(node, _DCTERMS + "language", ox.NamedNode(_LANGUAGE + language))
    for example in sorted(counts.entities - {project.dataset})[:3]:
        yield _triple(node, _VOID + "exampleResource", ox.NamedNode(example))
    for index, (class_, number) in enumerate(sorted((+counts.classes).items())):
        yield from _part(node, "classPartition", f"class{index}", "class", class_, "entities", number)
    for index, (property_, number) in enumerate(sorted((+counts.properties).items())):
        yield from _part(node, "propertyPartition", f"property{index}", "property", property_, "triples", number)
    for index, ((predicate, target), number) in enumerate(sorted((+counts.links).items())):
        links, other = ox.BlankNode(f"links{index}"), ox.BlankNode(f"target{index}")
        yield _triple(node, _VOID + "subset", links)
        yield _is(links, _VOID + "Linkset")
        yield _triple(links, _VOID + "linkPredicate", ox.NamedNode(predicate))
        yield _triple(links, _VOID + "subjectsTarget", node)
        yield _triple(links, _VOID + "objectsTarget", other)
        yield _triple(links, _VOID + "triples", _number(number))
        yield _is(other, _VOID + "Dataset")
        yield _triple(other, _VOID + "uriSpace", ox.Literal(target))


def _part(
    node: ox.NamedNode, link: str, label: str, of: str, term: str, counted: str, number: int
) -> Iterator[ox.Triple]:
    part = ox.BlankNode(label)
    yield _triple(node, _VOID + link, part)
    yield _triple(part, _VOID + of, ox.NamedNode(term))
    yield _triple(part, _VOID + counted, _number(number))


def _made(model: Model, base: ox.NamedNode, node: ox.NamedNode, subject: Subject) -> Iterator[ox.Triple]:
    """Where it comes from: made by the toolkit from what was coded, from those documents."""
    build, agent = ox.BlankNode("build"), ox.BlankNode("claimgraph")
    yield _triple(node, _PROV + "wasGeneratedBy", build)
    yield _is(build, _PROV + "Activity")
    yield _triple(build, _RDFS + "label", ox.Literal("build of the publication", language="en"))
    yield _triple(build, _PROV + "wasAssociatedWith", agent)
    if subject.date:
        yield _triple(node, _PROV + "generatedAtTime", _time(subject.date))
    if revision := subject.revision:
        code = ox.BlankNode("commit")
        yield _triple(build, _PROV + "used", code)
        yield _is(code, _PROV + "Entity")
        yield _triple(code, _RDFS + "label", ox.Literal(str(revision), language="en"))
        if not revision.changed:
            yield _triple(code, _DCTERMS + "identifier", ox.Literal(revision.commit))
    yield _is(agent, _PROV + "SoftwareAgent")
    yield _triple(agent, _RDFS + "label", ox.Literal(f"claimgraph {__version__}"))
    for activity in model.subjects(RDF_TYPE, ox.NamedNode(_PROV + "Activity")):
        if isinstance(activity, ox.NamedNode):
            yield _triple(build, _PROV + "wasInformedBy", activity)
    for source in model.named(base, _DCTERMS + "source"):
        yield _triple(node, _PROV + "wasDerivedFrom", source)


def _triple(subject: Node, predicate: str, object_: Term) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), object_)


def _is(subject: Node, class_: str) -> ox.Triple:
    return _triple(subject, RDF_TYPE, ox.NamedNode(class_))


def _number(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(_XSD + "integer"))


def _time(date: str) -> ox.Literal:
    return ox.Literal(f"{date}T00:00:00Z", datatype=ox.NamedNode(_XSD + "dateTime"))


def _date(text: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(_XSD + "date"))
