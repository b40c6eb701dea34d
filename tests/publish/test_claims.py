"""What is told of all claims at once is what is told of each."""

from itertools import product
from random import Random

import pyoxigraph as ox

from claimgraph.publish.cards import Stated
from claimgraph.publish.claims import Claims, Paragraph
from claimgraph.publish.model import Model

DOCUMENT = ox.NamedNode("https://example.org/document")


def paragraph(number: int, start: int, end: int) -> Paragraph:
    return start, end, number, ox.NamedNode(f"{DOCUMENT.value}#{number}")


def test_so_many_paragraphs_are_read_as_some_character_is_in() -> None:
    random = Random(7)  # noqa: S311
    for _ in range(300):
        starts = sorted(random.randrange(40) for _ in range(random.randrange(6)))
        parts = sorted(paragraph(number, start, start + random.randrange(15)) for number, start in enumerate(starts))
        offsets = sorted({random.randrange(60) for _ in range(random.randrange(8))})
        claims = Claims(Model(), {DOCUMENT: parts})
        each = {claims.paragraph(DOCUMENT, offset)[0] for offset in offsets} - {None}
        assert claims.read(DOCUMENT, offsets) == len(each)


def test_ends_are_each_there_once_and_relate_where_there_are_two_sides() -> None:
    sides = [(), ("a",), ("b",), ("a", "b"), ("b", "b"), ("a", "c", "a")]
    for subjects, objects in product(sides, sides):
        one = Stated("", subjects, objects, (0, 0, 0, 0), False, False, (), (), (), False, False)
        ends = list(dict.fromkeys([*subjects, *objects]))
        assert list(one.ends) == ends
        assert one.relates == (bool(subjects) and bool(objects) and len(ends) > 1)
