"""Nanopublications in TriG: each claim with its provenance and with what is known of its publication."""

from collections.abc import Iterator

import pyoxigraph as ox

from claimgraph import sources
from claimgraph.errors import InputError, UsageError
from claimgraph.export._setting import Setting
from claimgraph.export.records import ABOUT, Node, Records, claims
from claimgraph.export.selection import numbered, statements
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["pieces"]

_NP = "http://www.nanopub.org/nschema#"
_INTRODUCES = "http://purl.org/nanopub/x/introduces"
_PROV, _DCTERMS = PREFIXES["prov"], PREFIXES["dcterms"]
_SUBPROPERTY = PREFIXES["rdfs"] + "subPropertyOf"


def pieces(records: Records, setting: Setting) -> Iterator[bytes]:
    """The claims as nanopublications (Nanopublication Guidelines, version of 2013-12-15), four graphs for each.

    What the ontology places below a property of PROV, and PROV's own, is provenance; the rest is the assertion.
    Raises InputError for a claim without an IRI, and UsageError where claims stand in named graphs.
    """
    provenance = _provenance(setting)
    labels = numbered()
    for about, claim in claims(records):
        if claim.name[:1] != "<":
            raise InputError("a claim has no IRI, and a nanopublication needs one.", hint=f"It is about {about}.")
        if claim.graph:
            raise UsageError(f"a nanopublication has graphs of its own, and {claim.name} is in {claim.graph}.")
        yield "".join(f"{line}\n" for line in _nanopub(about, claim, provenance, setting, labels)).encode()


def _nanopub(
    about: str, claim: Node, provenance: dict[str, str], setting: Setting, labels: Iterator[str]
) -> Iterator[str]:
    iri = claim.name[1:-1]
    # A second # would be no IRI.
    here, stem = (f"{iri}.nanopub", f"{iri}.nanopub.") if "#" in iri else (f"{iri}/nanopub", f"{iri}/nanopub#")
    head, assertion, origin, publication = (
        f"<{stem}{name}>" for name in ("Head", "assertion", "provenance", "pubinfo")
    )
    told = {name: values for name, values in claim.properties.items() if name not in provenance and name != ABOUT}
    yield f"{head} {{"
    yield f"<{here}> <{RDF_TYPE}> <{_NP}Nanopublication> ."
    for name, graph in (("Assertion", assertion), ("Provenance", origin), ("PublicationInfo", publication)):
        yield f"<{here}> <{_NP}has{name}> {graph} ."
    yield f"}}\n{assertion} {{"
    yield from statements(Node(claim.name, "", told), labels, about)
    yield f"}}\n{origin} {{"
    yield f"{assertion} <{_PROV}wasDerivedFrom> {claim.name} ."
    for name, values in claim.properties.items():
        if name in provenance:
            lines = statements(Node(claim.name, "", {name: values}), labels)
            yield from lines
            # The same of the assertion, in the words of PROV.
            for line in lines:
                if line.startswith(f"{claim.name} {name} "):
                    yield line.replace(f"{claim.name} {name} ", f"{assertion} {provenance[name]} ", 1)
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
