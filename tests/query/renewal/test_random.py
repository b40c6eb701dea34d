"""Answers that follow changes, against answers given anew: random data, random edits, random queries.

The queries are made of everything that a plan takes, in every combination; many make little sense, and several hundred
of each thousand have an answer that changes.
"""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimgraph.errors import InputError
from claimgraph.query import renewal
from claimgraph.query.engines import fast
from claimgraph.query.guard import Checked, check
from claimgraph.query.renewal import answer
from claimgraph.query.renewal.columns import countable
from claimgraph.query.renewal.contexts import certain
from claimgraph.query.renewal.narrow import can_be
from claimgraph.query.result import Row

E = "http://e/"
PREFIXES = {"": E, "xsd": "http://www.w3.org/2001/XMLSchema#"}
ROWS = 20_000

NODES = [ox.NamedNode(E + name) for name in ("c1", "c2", "c3", "s1", "s2", "T", "U", "V")]
NAMELESS = [ox.BlankNode("b1"), ox.BlankNode("b2")]
TEXTS = [
    ox.Literal("a"),
    ox.Literal("a", language="en"),
    ox.Literal("a", language="de"),
    ox.Literal("B"),
    ox.Literal("a\tb\n\"c\" \\ 'd'"),
    ox.Literal("é"),
    ox.Literal("2012", datatype=ox.NamedNode(E + "date")),
]
NUMBERS = [
    ox.Literal(1),
    ox.Literal(2),
    ox.Literal(-10),
    ox.Literal("1.5", datatype=ox.NamedNode(PREFIXES["xsd"] + "decimal")),
]
OBJECTS: dict[str, Sequence[ox.NamedNode | ox.BlankNode | ox.Literal]] = {
    "type": NODES[5:],
    "sub": NODES[5:],
    "subject": [*NODES[:5], *NAMELESS],
    "object": NODES[:5],
    "label": TEXTS,
    "rank": NUMBERS,
    "evidence": NAMELESS,
    "note": [*TEXTS[:3], NUMBERS[0], NODES[0]],
}
NAMES = ("c", "d", "s", "o", "t", "v", "n", "m")

BASE = list(
    ox.parse(
        """@prefix : <http://e/> .
:c1 :type :T ; :subject :s1 ; :object :s2 ; :label "a"@en ; :rank 1 ; :evidence _:b1 ; :note "a" .
:c2 :type :T ; :subject :s1 ; :object :c1 ; :label "a"@de , "B" ; :rank 2 ; :evidence _:b1 .
:c3 :type :U ; :subject :s2 ; :object :s1 ; :label "B" ; :rank 1.5 ; :evidence _:b2 ; :note "a"@en .
:s1 :type :V ; :label "a" ; :rank -10 . :s2 :type :T ; :label "é" .
:T :sub :U ; :label "a" . :U :sub :V .""",
        format=ox.RdfFormat.TURTLE,
    )
)

# The object of a pattern by its property, the usual one first.
ENDS = {
    "type": ("?t", ":T", ":U"),
    "sub": ("?t", "?v", ":T"),
    "subject": ("?s", "?o", "?d", ":c2"),
    "object": ("?o", "?s"),
    "label": ("?n", "?v", '"a"@en'),
    "rank": ("?v", "?n", "1"),
    "evidence": ("?e", "[]"),
    "note": ("?m", "?n"),
}

Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def triples(draw: Draw) -> ox.Quad:
    name = draw(st.sampled_from(["type", "type", "sub", "subject", "subject", "object", "object", *OBJECTS]))
    subject = draw(st.sampled_from(NODES[5:] if name == "sub" else NODES[:5] * 3 + NODES[5:] + NAMELESS))
    return ox.Quad(subject, ox.NamedNode(E + name), draw(st.sampled_from(OBJECTS[name])))


class Writer:
    """Writes the text of a random query."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.fresh = 0

    def one(self, *choices: str) -> str:
        chosen: str = self.draw(st.sampled_from(choices))
        return chosen

    def some(self, least: int, most: int, make: Callable[[], str], joint: str = " ") -> str:
        return joint.join(make() for _ in range(self.draw(st.integers(least, most))))

    def variable(self) -> str:
        return "?" + self.one(*NAMES)

    def new(self) -> str:
        self.fresh += 1
        return f"?x{self.fresh}"

    def triple(self) -> str:
        """Mostly about ?c, so that patterns meet."""
        subject = self.one(*["?c"] * 8, "?d", "?s", "?o", "?t", ":c1", "[]")
        kind = self.one(*["plain"] * 8, "path", "star", "any")
        if kind == "any":
            return f"{subject} ?p {self.variable()} ."
        if kind == "star":
            return f"{subject} :type{self.one('/:sub*', '/:sub+', '/:sub?')} {self.one(':T', ':U', '?t')} ."
        if kind == "path":
            path = self.one(
                ":subject/:label", ":subject|:object", "^:subject", ":subject/:subject", "(:subject|^:object)/:type"
            )
            return f"{subject} {path} {self.variable()} ."
        name = self.one(*OBJECTS)
        usual, *others = ENDS[name]
        return f"{subject} :{name} {self.one(*[usual] * 5, *others)} ."

    def condition(self) -> str:
        a, b = self.variable(), self.variable()
        return self.one(
            f"({a} != {b})",
            f"(BOUND({a}))",
            f"(!BOUND({a}))",
            f"(STR({a}) < STR({b}))",
            f"({a} IN (:T, :c1, 1))",
            f"(ISIRI({a}))",
        )

    def part(self, depth: int) -> str:
        kind = self.one(
            "triple",
            "triple",
            "optional",
            "union",
            "minus",
            "exists",
            "not",
            "filter",
            "bind",
            "values",
            "select",
            "group",
        )
        group = partial(self.group, depth - 1)
        if depth == 0 or kind == "triple":
            return self.triple()
        match kind:
            case "optional":
                return f"OPTIONAL {group()}"
            case "union":
                return f"{group()} UNION {group()}"
            case "minus":
                return f"MINUS {group()}"
            case "exists":
                return f"FILTER EXISTS {group()}"
            case "not":
                return f"FILTER NOT EXISTS {group()}"
            case "filter":
                return f"FILTER {self.condition()}"
            case "bind":
                v = self.variable()
                return f"BIND({self.one(f'STR({v})', f'IF(BOUND({v}), 1, 2)', f'EXISTS {group()}')} AS {self.new()})"
            case "values":
                v = self.variable()
                row = self.one(":T :U", ":c1", ":c1 :s1 1", ":c1 UNDEF", '"a" "a"@en')
                return f"VALUES {v} {{ {row} }}"
            case "group":
                return group()
        if self.one("plain", "grouped") == "plain":
            chosen = self.some(1, 3, self.variable)
            return f"{{ SELECT {self.one('', 'DISTINCT')} {chosen} WHERE {group()} }}"
        by = self.variable()
        value = self.one("COUNT(?s)", "COUNT(*)", "COUNT(DISTINCT ?o)", "MIN(STR(?n))", "MAX(STR(?v))")
        having = self.one("", "", "HAVING (COUNT(*) > 1)")
        return (
            f"{{ SELECT {by} ({value} AS {self.new()}) WHERE {group()} GROUP BY {by} {self.one('', '?t')} {having} }}"
        )

    def group(self, depth: int) -> str:
        return f"{{ {self.triple()} {self.some(0, 2, partial(self.part, depth))} }}"

    def where(self) -> str:
        return f"{{ {self.some(1, 2, self.triple)} {self.some(0, 3, partial(self.part, 2))} }}"

    def order(self, names: Sequence[str]) -> str:
        def key() -> str:
            name = self.one(*names)
            return self.one(name, name, f"DESC({name})", f"STR({name})", f"DESC(STR({name}))", f"COALESCE({name}, 1)")

        return self.one("", "ORDER BY " + self.some(1, 3, key))

    def limit(self) -> str:
        return self.one("", "", "", "LIMIT 2", "LIMIT 3 OFFSET 1", "OFFSET 1")

    def query(self) -> str:
        names = [f"?{name}" for name in NAMES]
        if self.one("rows", "rows", "groups") == "rows":
            chosen = list(dict.fromkeys(self.some(1, 4, self.variable).split()))
            items = [*chosen, self.one("", f"(STR(?n) AS {self.new()})", "(BOUND(?v) AS ?bound)")]
            head = f"SELECT {self.one('', '', 'DISTINCT')} {' '.join(items)}"
            return f"{head} WHERE {self.where()} {self.order(names)} {self.limit()}"
        by = list(dict.fromkeys(self.some(1, 2, self.variable).split()))
        values = ["COUNT(*)", "COUNT(?s)", "SUM(?v)", "SUM(IF(BOUND(?v), 1, 2))", "COUNT(DISTINCT ?o)", "MIN(STR(?n))"]
        columns = [f"({self.one(*values)} AS ?a{number})" for number in range(self.draw(st.integers(0, 2)))]
        columns += [self.one("", "(COUNT(?c) * 2 + 1 AS ?twice)")]
        having = self.one("", "", "HAVING (COUNT(?c) > 1)", "HAVING (COUNT(*) < 3) (COUNT(DISTINCT ?o) > 0)")
        grouping = self.one(f"GROUP BY {' '.join(by)}", f"GROUP BY {' '.join(by)}", "")
        order = self.order([*(by if grouping else ["?a0"]), "?a0", "COUNT(*)"])
        head = f"SELECT {' '.join([*(by if grouping else ['(COUNT(*) AS ?all)']), *columns])}"
        return f"{head} WHERE {self.where()} {grouping} {having} {order} {self.limit()}"


@st.composite
def queries(draw: Draw) -> str:
    return Writer(draw).query()


def store(quads: Sequence[ox.Quad]) -> ox.Store:
    made = ox.Store()
    made.extend(quads)
    return made


def answered(dataset: ox.Store, query: Checked) -> list[Row] | None:
    """The rows of the engine itself; None where it refuses the query."""
    try:
        return fast.answer(dataset, query, ROWS).rows()
    except InputError:
        return None


def unlimited(query: Checked) -> bool:
    return not any(token.is_word("LIMIT", "OFFSET") for token in query.tokens)


def as_sorted(rows: Sequence[Row]) -> list[str]:
    return sorted(map(str, rows))


SEEN: Counter[str] = Counter()


@settings(
    max_examples=int(os.environ.get("CLAIMGRAPH_EXAMPLES", "250")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(triples(), max_size=12), st.sets(st.sampled_from(BASE), max_size=6), st.data(), queries())
def follow(more: list[ox.Quad], fewer: set[ox.Quad], data: st.DataObject, text: str) -> None:
    """What a plan gives is what the engine gives, before the changes and after."""
    quads = [*(quad for quad in BASE if quad not in fewer), *more]
    query = check(text, "query", PREFIXES)
    made = renewal.plan(query)
    before = store(quads)
    plain = answered(before, query)
    SEEN["asked"] += 1
    if made is None or plain is None:
        return
    SEEN["planned"] += 1
    made = replace(made, keys=data.draw(st.sampled_from([made.keys, *any_keys(made)])))
    first = made.first(before, ROWS)
    if first is None:
        return
    found = made.result(first)
    assert found.count == len(plain)
    assert found.variables == fast.answer(before, query, ROWS).variables
    if unlimited(query):
        assert as_sorted(found.rows()) == as_sorted(plain)
    assert renewal.Kept.load(first.dump()) == first
    for _ in range(3):
        removed, added = edit(data, quads)
        quads = [*(quad for quad in quads if quad not in removed), *added]
        after = store(quads)
        renewed = made.renewed(first, renewal.Changes.of(before, after, removed, added), ROWS)
        anew = made.first(after, ROWS)
        SEEN["changes"] += 1
        if renewed is not None:
            assert anew is not None
            assert made.result(renewed) == made.result(anew)
            SEEN["followed"] += 1
            SEEN["changed"] += made.result(renewed) != made.result(first)
        if anew is None:
            return
        # What was changed is changed again.
        before, first = after, renewed or anew


def any_keys(made: renewal.Plan) -> list[tuple[str, ...]]:
    """What else could be the key: of what is most promising, an answer does not depend."""
    group, by = made.form.group, made.form.grouping
    names = [
        name for name in sorted(certain(group.parts)) if name[0] != "_" and "~" not in name and can_be(group, name)
    ]
    return [(name,) for name in names if by is None or countable(made.form) or name in by]


def edit(data: st.DataObject, quads: Sequence[ox.Quad]) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Triples to remove and to add, at times all of one subject."""
    removed: list[ox.Quad] = data.draw(st.lists(st.sampled_from(quads), max_size=3)) if quads else []
    added: list[ox.Quad] = data.draw(st.lists(triples(), max_size=3))
    what = data.draw(st.sampled_from(["nothing", "nothing", "a subject goes", "a subject comes"]))
    subject = data.draw(st.sampled_from(NODES[:5]))
    if what == "a subject goes":
        removed += [quad for quad in quads if quad.subject == subject]
    if what == "a subject comes":
        added += [quad for quad in BASE if quad.subject == subject]
    return removed, [quad for quad in added if quad not in removed]


def test_answers_that_follow_are_those_given_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    # Of answers with a LIMIT so few rows are kept that they run out.
    monkeypatch.setattr(answer, "_SPARE", 1)
    SEEN.clear()
    follow()
    assert SEEN["planned"] > 0.7 * SEEN["asked"]
    assert SEEN["followed"] > 0.4 * SEEN["changes"]
    assert SEEN["changed"] > 0.05 * SEEN["changes"]
