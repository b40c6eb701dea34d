"""Sorted lines, in memory and in files."""

import random
from pathlib import Path

import pytest

from claimgraph.errors import InputError
from claimgraph.lines import changed, has
from claimgraph.publish.stored import Stored


@pytest.mark.parametrize("seed", range(20))
def test_lines_are_found_and_changed_as_in_a_set(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same lines each time
    every = sorted({b"ab "[: chance.randrange(4)] * chance.randrange(5) + b"%d\n" % number for number in range(30)})
    lines = {line for line in every if chance.random() < seed / 20}
    differing = chance.sample(every, chance.randrange(len(every)))
    data = b"".join(sorted(lines))
    stored = Stored.write(tmp_path, [data])
    with stored.mapped() as mapped:
        for there in (data, mapped):
            assert {line for line in every if has(there, line)} == lines
            assert b"".join(changed(there, differing)) == b"".join(sorted(lines.symmetric_difference(differing)))
        again = Stored.write(tmp_path, changed(mapped, differing))
    assert again == Stored.of(again.path) != stored or not differing
    assert again.read() == b"".join(sorted(lines.symmetric_difference(differing)))


def test_what_cannot_be_stored_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot write .*: No such file or directory"):
        Stored.write(tmp_path / "missing", [b"some"])
