"""What files say, property by property: digests by which a later run knows that nothing has changed that it needs."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from claimgraph import sources
from claimgraph.mentions import HIERARCHIES
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES

__all__ = ["LANGUAGES", "SPECIAL", "STRINGS", "Census", "Count", "count"]

SPECIAL, STRINGS, LANGUAGES = '"^^', '"', '"@'
"""In the place of a property: the triples with a typed literal, or of which subject or object is a term of the
vocabularies of RDF, RDFS, OWL or XSD; whether there are plain strings; whether there are strings with a language."""

_VOCABULARIES = tuple(f"<{PREFIXES[prefix]}" for prefix in ("owl", "rdf", "rdfs", "xsd"))

_HIERARCHIES = {f"<{iri}>" for iri in HIERARCHIES}


class Count(NamedTuple):
    """What a file says, by its digest."""

    digest: str
    properties: Mapping[str, str]
    """Of each property, the digest of its triples in their order.

    It begins with _ where blank nodes are among them, which are named by their order in the file.
    """
    classes: Sequence[str]
    """The classes, or concepts, of which it is said that one lies above the other."""


@dataclass(frozen=True)
class Census:
    """The counts of files, in their order."""

    files: Mapping[str, Count]

    @cached_property
    def properties(self) -> frozenset[str]:
        """All of which the files have triples, and those above that stand for literals."""
        return frozenset(name for one in self.files.values() for name in one.properties)

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes, or concepts, above or below others."""
        return frozenset(name for one in self.files.values() for name in one.classes)

    def digest(self, properties: Collection[str]) -> str:
        """A digest of all triples of the properties, in the order in which the files are read.

        Where it is the same, the triples are, up to the names that `sources.quads` gives to blank nodes, and these too.
        """
        known = self._digests
        found = [(name, known[name]) for name in sorted(properties) if name in known]
        return hashlib.sha256(repr(found).encode()).hexdigest()

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        """Of each property, the digest of its triples in all files."""
        counts: dict[str, list[object]] = {}
        for index, (path, one) in enumerate(self.files.items()):
            for name, digest in one.properties.items():
                # The name of a blank node has in it the place of its file among the others.
                counts.setdefault(name, []).append((path, digest, index if digest.startswith("_") else ""))
        return {name: hashlib.sha256(repr(here).encode()).hexdigest() for name, here in counts.items()}


def count(source: Source, known: Callable[[str], Count | None]) -> Count | None:
    """The count of a file; `known` gives that of a file of the same digest, if there is one.

    None for what cannot be told apart so: relative IRIs, triple terms, JSON-LD. Raises as `sources.read_bytes`, and
    SyntaxError where the file does not parse.
    """
    text = sources.read_text(source)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if before := known(digest):
        return before
    if source.format.name == "jsonld":  # whose parser leaves relative IRIs out, without a word
        return None
    groups: dict[str, list[str]] = {}
    blank: set[str] = set()
    names: dict[str, str] = {}
    classes: dict[str, None] = {}
    for s, p, o in _triples(text, source):
        special = False
        if s[0] == "_":
            s = names.setdefault(s, f"_:{len(names)}")
            blank.add(p)
        if o[0] == "_":
            o = names.setdefault(o, f"_:{len(names)}")
            blank.add(p)
        elif o[0] == '"':
            kind = o.rpartition('"')[2]
            special = kind[:1] == "^" or "--" in kind
            groups.setdefault(SPECIAL if special else LANGUAGES if kind else STRINGS, [])
        elif o.startswith("<<"):
            return None
        groups.setdefault(p, []).append(f"{s} {o}")
        if p in _HIERARCHIES:
            classes.update((term[1:-1], None) for term in (s, o) if term[0] == "<")
        if special or o.startswith(_VOCABULARIES) or s.startswith(_VOCABULARIES):
            groups.setdefault(SPECIAL, []).append(f"{s} {p} {o}")
            if "_" in (s[0], o[0]):
                blank.add(SPECIAL)
    counts = {p[1:-1] if p[0] == "<" else p: _digest(lines, p in blank) for p, lines in groups.items()}
    return Count(digest, counts, list(classes))


def _triples(text: str, source: Source) -> Iterator[Sequence[str]]:
    """The triples in N-Triples syntax, graph names dropped; a relative IRI is a SyntaxError."""
    parsed = ox.parse(text, format=getattr(ox.RdfFormat, source.format.oxigraph))
    if source.format.quads:
        yield from ([str(part) for part in quad.triple] for quad in parsed)
        return
    # Once through the serialiser, so that no object of Python is made for a term.
    lines = (ox.serialize(parsed, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    for line in lines.split("\n")[:-1]:
        yield line[:-2].split(" ", 2)


def _digest(lines: Iterable[str], blank: bool) -> str:
    return ("_" if blank else "") + hashlib.blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()
