"""Terms as they are kept: as texts, by their numbers; so few of many are asked for that each is made when it is."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any
from zlib import crc32

import pyoxigraph as ox

from claimgraph.publish.statements import Node, Term

__all__ = ["Key", "Keys", "key", "named", "term"]

Key = str | tuple[str, str, str]
"""A term: an IRI, a blank node with _: before its name, or a literal's value, datatype and language."""

# Before a literal's bytes: no IRI and no blank node begins so. Neither a datatype nor a language holds the other.
_LITERAL, _PART = b'"', b"\0"


def key(of: Term) -> Key:
    """A term as it is kept; raises ValueError for one of RDF 1.2."""
    if isinstance(of, ox.NamedNode):
        return of.value
    if isinstance(of, ox.BlankNode):
        return f"_:{of.value}"
    if isinstance(of, ox.Triple) or of.direction is not None:
        raise ValueError(f"{of} is a term of RDF 1.2")
    return of.value, of.datatype.value, of.language or ""


def term(of: Key) -> Term:
    """The term that is kept so."""
    if isinstance(of, str):
        return ox.BlankNode(of[2:]) if of.startswith("_:") else ox.NamedNode(of)
    value, datatype, language = of
    return ox.Literal(value, language=language) if language else ox.Literal(value, datatype=ox.NamedNode(datatype))


def named(of: Key) -> Node:
    """The IRI or blank node that is kept so."""
    found = term(of)
    if isinstance(found, ox.NamedNode | ox.BlankNode):
        return found
    raise ValueError(f"{found} is a literal")


class Keys(Sequence[Key]):
    """Keys by their numbers, and their numbers by them."""

    def __init__(self, told: Sequence[memoryview]) -> None:
        """Those of which `told` is what was told."""
        self.told = told
        """All of it, as bytes."""
        self._bytes = told[0]
        # Where each ends; and, in their order, the checksums of all, with the number that each is of.
        self._ends, self._sums, self._numbers = told[1].cast("Q"), told[2].cast("I"), told[3].cast("I")

    @classmethod
    def of(cls, keys: Iterable[Key]) -> "Keys":
        """Keys in the order of their numbers, each once."""
        texts = list(map(_bytes, keys))
        sums = list(map(crc32, texts))
        numbers = sorted(range(len(sums)), key=sums.__getitem__)
        ends, ordered = array("Q", accumulate(map(len, texts))), array("I", map(sums.__getitem__, numbers))
        told = b"".join(texts), ends.tobytes(), ordered.tobytes(), array("I", numbers).tobytes()
        return cls([memoryview(one) for one in told])

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: Any) -> Any:
        text = bytes(self._bytes[self._ends[number - 1] if number else 0 : self._ends[number]])
        if text[:1] != _LITERAL:
            return text.decode()
        value, datatype, language = text[1:].rsplit(_PART, 2)
        return value.decode(), datatype.decode(), language.decode()

    def number(self, of: Key) -> int | None:
        """The number of a key; None where it is none of these."""
        wanted = crc32(_bytes(of))
        place = bisect_left(self._sums, wanted)
        while place < len(self._sums) and self._sums[place] == wanted:
            number = self._numbers[place]
            if self[number] == of:
                return number
            place += 1
        return None


def _bytes(of: Key) -> bytes:
    return of.encode() if isinstance(of, str) else _LITERAL + _PART.join(part.encode() for part in of)
