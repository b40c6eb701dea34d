"""A small project to release, and what is done to it between releases."""

from pathlib import Path

__all__ = ["CONFIG", "DATA", "edit", "project_in", "version"]

CONFIG = """\
[project]
title = "Towns"
description = "Claims about towns."
licence = "https://creativecommons.org/licenses/by/4.0/"
creators = ["Somebody"]
contact = "https://example.org/contact"
release = "1.0.0"

[namespaces]
dataset = "https://example.org/set/"
ontology = "https://example.org/terms#"
shapes = "https://example.org/shapes#"

[prefixes]
d = "{dataset}"
t = "{ontology}"
"""

HEAD = """\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix d: <https://example.org/set/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://example.org/terms#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""

DATA = """\
d: a dcat:Dataset ; dcterms:title "Towns"@en ; dcterms:publisher d:press ; dcterms:source d:paper ;
    dcterms:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
    cg:ethicsStatement "It is no watchlist."@en .
d:press a t:Press ; rdfs:label "The press"@en .
d:paper a t:Paper ; rdfs:label "The paper"@en .
d:ada a t:Town ; rdfs:label "Ada"@en ; skos:closeMatch <http://www.wikidata.org/entity/Q1> .
d:bee a t:Town ; rdfs:label "Bee"@en .
d:cee a t:Town ; rdfs:label "Cee"@en .
d:claim a t:Trade ; rdfs:label "Ada – trade – Bee"@en ; cg:subject d:ada ; cg:object d:bee ;
    cg:polarity t:Asserted ; cg:evidence [ t:at [ t:start 1 ; t:end 5 ] ] , [ t:at [ t:start 7 ; t:end 9 ] ] .
"""

ONTOLOGY = """\
<https://example.org/terms> a owl:Ontology ; rdfs:label "terms"@en ; owl:versionIRI <https://example.org/terms/1> .
t:Town a owl:Class ; rdfs:label "town"@en ; skos:definition "A town with walls."@en .
t:Trade a owl:Class ; rdfs:label "trade"@en .
t:Asserted rdfs:label "asserted"@en .
"""

SHAPES = """\
<https://example.org/shapes#Town> a sh:NodeShape ; sh:targetClass t:Town ; sh:property [
    sh:path rdfs:label ; sh:minCount 1 ; sh:message "A town has a label."@en ] .
"""


def project_in(folder: Path) -> Path:
    """The project, in a folder."""
    parts = {"data/all.ttl": DATA, "ontology/terms.ttl": ONTOLOGY, "shapes/all.ttl": SHAPES}
    files = {"claimgraph.toml": CONFIG} | {name: HEAD + text for name, text in parts.items()}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace what stands in a file of the project."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} has no {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def version(folder: Path, old: str, new: str) -> None:
    """Have claimgraph.toml name the next release."""
    edit(folder, "claimgraph.toml", f'release = "{old}"', f'release = "{new}"')
