"""The statements of a file about some of its nodes, from as little of it as tells."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from itertools import compress, count, islice

import pyoxigraph as ox

from claimgraph.locate.blocks import Blocks
from claimgraph.locate.parsed import namer
from claimgraph.sources import renamed

__all__ = ["about", "mentions", "numbered", "select"]

Numbered = tuple[int, ox.Quad]

# To read the part around a statement closely takes as long as to read so many statements; which matters beyond a few.
_CLOSELY, _FEW = 1000, 100


def about(file: Blocks, nodes: Collection[object]) -> Iterator[Numbered]:
    """The statements about those IRIs, numbered; blank nodes are named as the parser likes."""
    file.index()
    return ((number, quad) for number, quad in _at(file, _numbers(file, nodes)) if quad.subject in nodes)


def mentions(file: Blocks, terms: Collection[object], others: Iterable[int] = ()) -> Iterator[Numbered]:
    """The statements with one of those IRIs or literals as subject or object, and those of the other numbers.

    Each comes with its number, and maybe a few more come, too.

    The file has to be one that is indexed wide. Blank nodes are named as the parser likes.
    """
    file.index()
    wanted = set(map(hash, terms))
    return numbered(file, {*_where(file.subjects, wanted), *_where(file.objects, wanted), *others})


def numbered(file: Blocks, numbers: Collection[int]) -> Iterator[Numbered]:
    """The statements of those numbers, and maybe a few more, each with its number; blank nodes as in mentions()."""
    if len(numbers) > max(_FEW, len(file.subjects) // _CLOSELY):
        wanted = set(numbers)
        return compress(enumerate(file.statements()), map(wanted.__contains__, count()))
    return _at(file, sorted(numbers))


def _at(file: Blocks, numbers: Iterable[int]) -> Iterator[Numbered]:
    """The statements of those ascending numbers, and maybe others."""
    for number in numbers:
        window = file.window(number)
        if window is None:
            # Syntax that cannot be placed: read the whole file for its statements at least.
            yield from islice(enumerate(file.statements()), number, None)
            return
        start, quads = window
        yield number, quads[number - start]


def select(file: Blocks, nodes: Collection[object], predicates: Collection[object], stem: str) -> Iterator[Numbered]:
    """The statements about those nodes or with those predicates, numbered; blank nodes are named stem0, stem1, …

    Raises as Blocks.index() does.
    """
    file.index()
    near = None if predicates else _near(file, nodes, stem)
    return _sift(file, nodes, predicates, stem) if near is None else iter(near)


def _numbers(file: Blocks, nodes: Collection[object]) -> list[int]:
    """The statements whose subject has the hash of one of those IRIs."""
    wanted = {hash(node) for node in nodes if isinstance(node, ox.NamedNode)}
    return list(_where(file.subjects, wanted))


def _where(hashes: Iterable[int], wanted: Collection[int]) -> Iterator[int]:
    """The places of those hashes."""
    return compress(count(), map(wanted.__contains__, hashes))


def _near(file: Blocks, nodes: Collection[object], stem: str) -> list[Numbered] | None:
    """What select() gives for those nodes, from the sentences in which they stand; None where these do not tell."""
    blanks = file.blank_nodes()
    if blanks is None:
        return None
    # All that is said of a blank node without a label is said within one sentence, and windows are of whole sentences:
    # so the nth blank node is in the window of the nth that is a subject, be that another one of the sentence.
    ranks = [node.value.removeprefix(stem) for node in nodes if isinstance(node, ox.BlankNode)]
    numbers = {blanks[int(rank)] for rank in ranks if rank.isdecimal() and int(rank) < len(blanks)}
    numbers.update(_numbers(file, nodes))
    found: list[Numbered] = []
    done = 0
    for number in sorted(numbers):
        if number < done:
            continue
        window = file.window(number)
        if window is None:
            return None
        start, quads = window
        end = start + len(quads)
        name = namer(stem, bisect_left(blanks, start))
        for place, quad in enumerate(quads, start):
            subject, object_ = renamed(quad.subject, name), renamed(quad.object, name)
            if subject in nodes and place >= done:
                found.append((place, ox.Quad(subject, quad.predicate, object_)))
        if name(ox.BlankNode()).value != f"{stem}{bisect_left(blanks, end)}":
            return None
        done = end
    return found


def _sift(file: Blocks, nodes: Collection[object], predicates: Collection[object], stem: str) -> Iterator[Numbered]:
    """What select() gives, from all statements."""
    name = namer(stem)
    # Every blank node has to be counted, but few statements made anew: that would take four times as long.
    for number, quad in enumerate(file.statements()):
        subject, object_ = quad.subject, quad.object
        if type(subject) is ox.BlankNode:
            subject = name(subject)
        if type(object_) in (ox.BlankNode, ox.Triple):
            object_ = renamed(object_, name)
        if file.source.format.quads:
            renamed(quad.graph_name, name)
        if subject in nodes or (predicates and quad.predicate in predicates):
            yield number, ox.Quad(subject, quad.predicate, object_)
