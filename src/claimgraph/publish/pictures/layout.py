"""Where the names in a picture of a network are, so that those related are near, and none lies on another."""

import math
from collections.abc import Sequence
from hashlib import sha256

from claimgraph import cachedir
from claimgraph.publish import sealed

__all__ = ["Point", "layout"]

_KIND = "layouts"  # of what is cached

_STEPS = 240

Point = tuple[float, float]


def layout(size: tuple[int, int], widths: Sequence[float], links: Sequence[tuple[int, int]]) -> list[Point]:
    """The middles of names of these widths, of which some are linked, the best connected first, in a picture.

    Found once: half a second goes into it, and few edits move anything.
    """
    place = cachedir.folder(_KIND) / sha256(repr((size, widths, links)).encode()).hexdigest()
    if known := sealed.read(place):
        return [(x, y) for x, y in known[0]]
    found = _found(size, widths, links)
    sealed.write(place, found)
    cachedir.evict(_KIND)
    return found


def _found(size: tuple[int, int], widths: Sequence[float], links: Sequence[tuple[int, int]]) -> list[Point]:
    """Places by forces (Fruchterman and Reingold 1991) from a fixed beginning, then names moved off one another."""
    wide, high = size
    count = len(widths)
    # A spiral: the best connected in the middle.
    xs = [wide / 2 + 26 * math.sqrt(n) * math.cos(2.4 * n) for n in range(count)]
    ys = [high / 2 + 22 * math.sqrt(n) * math.sin(2.4 * n) for n in range(count)]
    ideal = 0.9 * math.sqrt(wide * high / count)
    strength = ideal**2
    for step in range(_STEPS):
        heat = 60 * (1 - step / _STEPS)
        dx, dy = [0.0] * count, [0.0] * count
        for a in range(count):
            # A quarter of a million times in all: nothing is looked up twice.
            here_x, here_y, to_x, to_y = xs[a], ys[a], 0.0, 0.0
            for b in range(a):
                x, y = here_x - xs[b], here_y - ys[b]
                square = x * x + y * y
                force = strength / square if square > 1 else strength
                x, y = x * force, y * force
                to_x += x
                to_y += y
                dx[b] -= x
                dy[b] -= y
            dx[a] += to_x
            dy[a] += to_y
        for a, b in links:
            x, y = xs[a] - xs[b], ys[a] - ys[b]
            force = math.hypot(x, y) / ideal
            dx[a], dy[a], dx[b], dy[b] = dx[a] - x * force, dy[a] - y * force, dx[b] + x * force, dy[b] + y * force
        for a in range(count):
            # Towards the middle, or what is not connected drifts to the edge.
            dx[a] += (wide / 2 - xs[a]) * 0.9
            dy[a] += (high / 2 - ys[a]) * 1.3
            length = max(math.hypot(dx[a], dy[a]), 0.01)
            xs[a] += dx[a] / length * min(length, heat)
            ys[a] += dy[a] / length * min(length, heat)
    _inside(size, xs, ys, widths)
    for _ in range(120):
        if not _apart(xs, ys, widths):
            break
        _inside(size, xs, ys, widths)
    return list(zip(xs, ys, strict=True))


def _apart(xs: list[float], ys: list[float], widths: Sequence[float]) -> bool:
    """Move labels that lie on one another; whether there were any."""
    moved = False
    for a in range(len(xs)):
        for b in range(a):
            across = (widths[a] + widths[b]) / 2 + 8 - abs(xs[a] - xs[b])
            down = 27 - abs(ys[a] - ys[b])
            if across > 0 and down > 0:
                moved = True
                if down < across:
                    move = down / 2 + 0.5 if ys[a] >= ys[b] else -down / 2 - 0.5
                    ys[a], ys[b] = ys[a] + move, ys[b] - move
                else:
                    move = across / 2 + 0.5 if xs[a] >= xs[b] else -across / 2 - 0.5
                    xs[a], xs[b] = xs[a] + move, xs[b] - move
    return moved


def _inside(size: tuple[int, int], xs: list[float], ys: list[float], widths: Sequence[float]) -> None:
    for number, wide in enumerate(widths):
        xs[number] = min(max(xs[number], wide / 2 + 6), size[0] - wide / 2 - 6)
        ys[number] = min(max(ys[number], 26), size[1] - 14)
