"""What differs between what the files of one store said and those of another."""

import pyoxigraph as ox

from claimgraph.query.said import Differs, Said

__all__ = ["difference"]


def difference(before: Said, after: Said, most: int, *, anywhere: bool = False) -> Differs:
    """The quads that a store of what was said before has and one of what was said after has not, and the reverse.

    With `anywhere`, a file whose blank nodes have other names alone, since it is at another place, says what it said;
    where there may be such files, all quads with blank nodes of the others are given. Raises OSError or ValueError
    where what was noted is damaged, or the files that differ have more bytes than `most`.
    """
    anywhere = anywhere and before.order != after.order
    gone, _ = _apart(before, after, anywhere)
    come, stays = _apart(after, before, anywhere)
    if sum(before.entries[index].size for index in gone) + sum(after.entries[index].size for index in come) > most:
        raise ValueError("too much differs")
    old = {quad for index in gone for quad in before.statements(index)}
    new = {quad for index in come for quad in after.statements(index)}
    elsewhere = after.made(old ^ new, stays)
    removed, added = old - new - elsewhere, new - old - elsewhere
    if anywhere:  # the same name may stand for one node before, and for another after
        removed.update(filter(_is_nameless, old))
        added.update(filter(_is_nameless, new))
    return removed, added


def _is_nameless(quad: ox.Quad) -> bool:
    return any(isinstance(term, ox.BlankNode | ox.Triple) for term in quad)


def _apart(one: Said, other: Said, anywhere: bool) -> tuple[list[int], list[int]]:
    """The places of files that say in one what they do not in the other, and of those that say the same in both."""
    what = slice(3 if anywhere else 4)
    there = {entry[what] for entry in other.entries}
    apart: tuple[list[int], list[int]] = [], []
    for index, entry in enumerate(one.entries):
        apart[entry[what] in there].append(index)
    return apart
