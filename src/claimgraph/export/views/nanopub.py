"""Nanopublications in TriG: each claim with its provenance and with what is known of its publication."""

from collections.abc import Callable, Iterator

import pyoxigraph as ox

from claimgraph import sources
from claimgraph.errors import InputError, UsageError
from claimgraph.export._setting import Setting
from claimgraph.export.records import ABOUT, Node, Records, Value, claims
from claimgraph.export.selection import numbered, shared, shared_labels, statements
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["pieces"]

Whole = Callable[[str, dict[str, list[Value]]], Iterator[str]]

_NP = "http://www.nanopub.org/nschema#"
_INTRODUCES = "http://purl.org/nanopub/x/introduces"
_PROV, _DCTERMS = PREFIXES["prov"], PREFIXES["dcterms"]
_SUBPROPERTY = PREFIXES["rdfs"] + "subPropertyOf"


def pieces(records: Records, setting: Setting) -> Iterator[bytes]:
    """The claims as nanopublications (Nanopublication Guidelines, version of 2013-12-15), four graphs for each.

    What the ontology places below a property of PROV, and PROV's own, is provenance; the rest is the assertion. A blank
    node that several claims refer to is described in each of them.
    Raises InputError for a claim without an IRI, and UsageError where claims stand in named graphs.
    """
    provenance = _provenance(setting)
    labels = numbered()

    def whole(name: str, properties: dict[str, list[Value]]) -> Iterator[str]:
        lines = statements(Node(name, "", properties), labels)
        yield from lines
        for node, more in shared(records, shared_labels(lines), labels, set()):
            if not node.graph:
                yield from more

    none = True
    for abouts, claim in claims(records):
        none = False
        if claim.name[:1] != "<":
            named = ", ".join(about for about in abouts if isinstance(about, str))
            raise InputError(
                "a claim has no IRI, and a nanopublication needs one.", hint=f"It is about {named or 'a blank node'}."
            )
        if claim.graph:
            raise UsageError(f"a nanopublication has graphs of its own, and {claim.name} is in {claim.graph}.")
        claim.properties.pop(ABOUT, None)
        claim.properties = {ABOUT: abouts} | claim.properties
        yield "".join(f"{line}\n" for line in _nanopub(claim, provenance, setting, whole)).encode()
    if none:
        yield b"# No claims.\n"


def _nanopub(claim: Node, provenance: dict[str, str], setting: Setting, whole: Whole) -> Iterator[str]:
    iri = claim.name[1:-1]
    # A second # would be no IRI.
    here, stem = (f"{iri}.nanopub", f"{iri}.nanopub.") if "#" in iri else (f"{iri}/nanopub", f"{iri}/nanopub#")
    head, assertion, origin, publication = (
        f"<{stem}{name}>" for name in ("Head", "assertion", "provenance", "pubinfo")
    )
    told = {name: values for name, values in claim.properties.items() if name not in provenance}
    known = {name: values for name, values in claim.properties.items() if name in provenance}
    yield f"{head} {{"
    yield f"<{here}> <{RDF_TYPE}> <{_NP}Nanopublication> ."
    for name, graph in (("Assertion", assertion), ("Provenance", origin), ("PublicationInfo", publication)):
        yield f"<{here}> <{_NP}has{name}> {graph} ."
    yield f"}}\n{assertion} {{"
    yield from whole(claim.name, told)
    yield f"}}\n{origin} {{"
    yield f"{assertion} <{_PROV}wasDerivedFrom> {claim.name} ."
    for line in whole(claim.name, known):
        yield line
        subject, name, rest = line.split(" ", 2)
        # The same of the assertion, in the words of PROV.
        if subject == claim.name and name in provenance:
            yield f"{assertion} {provenance[name]} {rest}"
    yield f"}}\n{publication} {{"
    yield f"<{here}> <{_INTRODUCES}> {claim.name} ."
    if setting.licence:
        yield f"<{here}> <{_DCTERMS}license> {ox.NamedNode(setting.licence)} ."
    for creator in setting.creators:
        yield f"<{here}> <{_DCTERMS}creator> {ox.Literal(creator)} ."
    yield "}"


def _provenance(setting: Setting) -> dict[str, str]:
    """The properties of PROV that are in use or stand above others in the ontology, by what is below them."""
    found = {}
    for quad in sources.quads(setting.ontology):
        parent = str(quad.object)
        if quad.predicate.value == _SUBPROPERTY and parent.startswith(f"<{_PROV}"):
            found[str(quad.subject)] = parent
    for name in ("wasGeneratedBy", "wasDerivedFrom", "wasAttributedTo", "hadPrimarySource", "wasQuotedFrom"):
        found[f"<{_PROV}{name}>"] = f"<{_PROV}{name}>"
    return found
