"""Results and statements where files have other places, and their blank nodes other names, than before."""

import re
from collections.abc import Mapping

import pyoxigraph as ox

from claimgraph.validate._partial import Statement
from claimgraph.validate._places import BeyondError
from claimgraph.validate.engines import Result

__all__ = ["Places", "moved", "renamed", "sure", "written"]

Places = Mapping[int, int | Mapping[str, str]]  # for each file its place now, or the names now of its blank nodes

_BLANK = re.compile(r"_:f(\d+)(b\d+)")
_NAMED = re.compile(r"_:[01f]")


def written(triples: set[Statement]) -> tuple[bytes, dict[str, str]]:
    """The triples in N-Triples, and the names of their blank nodes by those that these have in the text."""
    if any(isinstance(object_, ox.Triple) for *_, object_ in triples):
        raise BeyondError
    ordered = sorted(triples, key=str)
    blank = dict.fromkeys(str(node) for s, _, o in ordered for node in (s, o) if isinstance(node, ox.BlankNode))
    text = "".join(f"{subject} {predicate} {object_} .\n" for subject, predicate, object_ in ordered)
    # Without the comment, a text of no triples would be taken for a file that was cut short.
    return f"# What matters.\n{text}".encode(), {f"b{number}": name for number, name in enumerate(blank)}


def sure(focus: str, *messages: str) -> None:
    """Raise BeyondError where the focus node of a result, or what messages say, may be written otherwise elsewhere."""
    # An engine may write a literal otherwise than the parser; messages can name the blank nodes that a query has found.
    if focus.startswith('"') or any(_NAMED.search(message) for message in messages):
        raise BeyondError


def moved(result: Result, places: Places) -> Result:
    """The result where the files have other places, all of which are known."""
    focus, value = renamed(result.focus_node, places), renamed(result.value, places)
    return result._replace(focus_node=focus or "", value=value or "")


def renamed(term: str, places: Places) -> str | None:
    """The term as it is called where its file has another place, or other names; None where it has none."""
    if term.startswith("<<"):
        raise BeyondError  # a triple term, in which there may be blank nodes
    blank = _BLANK.fullmatch(term)
    if blank is None:
        return term
    place = places.get(int(blank[1]))
    if place is None or isinstance(place, int):
        return None if place is None else f"_:f{place}{blank[2]}"
    return place.get(blank[2])
