"""Where names are in a picture of a network."""

from pathlib import Path

import pytest

from claimgraph import cachedir
from claimgraph.publish.pictures import layout

SIZE, WIDTHS, LINKS = (300, 200), [40.0, 50.0, 60.0], [(0, 1), (1, 2)]


def test_a_layout_is_found_once_and_again_where_it_is_damaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLAIMGRAPH_CACHE", str(tmp_path))
    found = layout.layout(SIZE, WIDTHS, LINKS)
    (kept,) = cachedir.folder("layouts").iterdir()
    with monkeypatch.context() as patched:
        patched.setattr(layout, "_found", None)
        assert layout.layout(SIZE, WIDTHS, LINKS) == found
    kept.write_bytes(kept.read_bytes().replace(b"1", b"2"))
    assert layout.layout(SIZE, WIDTHS, LINKS) == found
    assert layout.layout(SIZE, WIDTHS, LINKS[:1]) != found
    assert len(cachedir.stored("layouts")) == 2


def test_names_lie_in_the_picture_and_not_on_one_another() -> None:
    found = layout.layout(SIZE, WIDTHS, LINKS)
    for number, (x, y) in enumerate(found):
        assert x - WIDTHS[number] / 2 > 0 and x + WIDTHS[number] / 2 < SIZE[0] and 0 < y < SIZE[1]
        for other in range(number):
            apart = (WIDTHS[number] + WIDTHS[other]) / 2
            assert abs(x - found[other][0]) >= apart or abs(y - found[other][1]) > 20
