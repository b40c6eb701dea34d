"""PROV-O in Turtle: each triple an entity, each step of a rule an activity that generated it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from claimgraph.reason.explain import Step
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["write"]

_RDF, _RDFS, _PROV = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["prov"]
_TABLES = "https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules"


def write(steps: Sequence[Step], prefixes: Mapping[str, str]) -> str:
    """The derivations in the terms of PROV-O, triples as statements (RDF Schema, section 5.3.1).

    A triple is an entity of its own in each derivation, for an entity is generated once. What was asserted is quoted
    from its file, at the line that the fragment gives (RFC 5147).
    """
    lines = [line for number, step in enumerate(steps) for line in _Derivation(f"d{number}").lines(step)]
    used = {prefix: prefixes[prefix] for prefix in sorted(prefixes) if any(f"<{prefixes[prefix]}" in x for x in lines)}
    triples = ox.parse("".join(dict.fromkeys(lines)), format=ox.RdfFormat.N_TRIPLES)
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=used) or b"").decode()


class _Derivation:
    """The lines of N-Triples that tell one derivation."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: dict[tuple[str, str, str], str] = {}

    def lines(self, step: Step) -> Iterator[str]:
        """What is to be said of the step, and of those on which it rests."""
        if step.triple in self._nodes:
            return
        node = self._nodes[step.triple] = f"_:{self._name}t{len(self._nodes)}"
        yield _line(node, RDF_TYPE, f"<{_PROV}Entity>")
        yield _line(node, RDF_TYPE, f"<{_RDF}Statement>")
        for part, term in zip(("subject", "predicate", "object"), step.triple, strict=True):
            yield _line(node, _RDF + part, term)
        if step.location:
            place = step.location
            source = f"<{Path(place.file).absolute().as_uri()}"
            source += f"#line={place.line - 1},{place.line}>" if place.line else ">"
            yield _line(node, _PROV + "wasQuotedFrom", source)
            yield _line(source, RDF_TYPE, f"<{_PROV}Entity>")
            yield _line(source, _RDFS + "label", str(ox.Literal(str(place))))
        if not step.rule:
            return
        activity, association, plan = (f"{node}{part}" for part in ("step", "part", "rule"))
        yield _line(node, _PROV + "wasGeneratedBy", activity)
        yield _line(activity, RDF_TYPE, f"<{_PROV}Activity>")
        yield _line(activity, _PROV + "qualifiedAssociation", association)
        yield _line(association, RDF_TYPE, f"<{_PROV}Association>")
        yield _line(association, _PROV + "agent", "_:claimgraph")
        yield _line(association, _PROV + "hadPlan", plan)
        yield _line("_:claimgraph", RDF_TYPE, f"<{_PROV}SoftwareAgent>")
        yield _line("_:claimgraph", _RDFS + "label", '"claimgraph"')
        yield _line(plan, RDF_TYPE, f"<{_PROV}Plan>")
        yield _line(plan, _RDFS + "label", str(ox.Literal(step.rule)))
        if not step.rule.endswith(".rq"):
            yield _line(plan, _RDFS + "isDefinedBy", f"<{_TABLES}>")
        else:
            for claim in dict.fromkeys(premise.triple[0] for premise in step.premises):
                yield _line(node, _PROV + "wasDerivedFrom", claim)
        for premise in step.premises:
            yield from self.lines(premise)
            yield _line(activity, _PROV + "used", self._nodes[premise.triple])
            yield _line(node, _PROV + "wasDerivedFrom", self._nodes[premise.triple])


def _line(subject: str, predicate: str, object_: str) -> str:
    return f"{subject} <{predicate}> {object_} .\n"
