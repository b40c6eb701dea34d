"""A few blocks of a file, read in detail: their statements, and where each of the tokens stands."""

from typing import NamedTuple

import pyoxigraph as ox

from claimgraph.locate.turtle import Statement

__all__ = ["Window", "Windows"]

_MOST = 1000  # that are remembered: what is found is placed soon afterwards


class Window(NamedTuple):
    """The blocks from the first to before the last: their text, and the tokens and terms of each statement."""

    first: int
    last: int
    text: str
    tokens: list[Statement]
    quads: list[ox.Quad]


class Windows(dict[int, Window]):
    """The windows that were read lately, by the blocks that they hold."""

    def remember(self, window: Window) -> Window:
        """The window, for the next time that one of its blocks is asked for."""
        if len(self) >= _MOST:
            self.clear()
        self.update(dict.fromkeys(range(window.first, window.last), window))
        return window
