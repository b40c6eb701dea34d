"""Records as nested JSON-LD, written from their terms without a tree in between."""

import re

from claimgraph.export.context import CLAIMS, Context, Term
from claimgraph.export.records import TYPE, Items, Node, Value

__all__ = ["Writer"]

_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
# What is a number of JSON with the same lexical form, and exact in the doubles that readers make of it.
_EXACT = re.compile(r"0|-?[1-9][0-9]{0,14}")


class Writer:
    """Writes records under one context, a value to a line where `indent` is given, else all on one line."""

    def __init__(self, context: Context, *, lines: bool) -> None:
        self._properties = context.properties()
        self._names = context.names()
        self._lines = lines
        self._colon = ": " if lines else ":"
        self._heads: dict[str, tuple[str, str, bool]] = {}

    def record(self, node: Node, depth: int = 0) -> str:
        """A record, indented by so many spaces but for its first line."""
        parts = []
        if node.name:
            parts.append(f'"id"{self._colon}{_id(node.name)}')
        for name, values in node.properties.items():
            if name == TYPE and all(isinstance(value, str) and value[0] == "<" for value in values):
                types = [f'"{self._names.get(str(value)) or str(value)[1:-1]}"' for value in values]
                parts.append(f'"type"{self._colon}{types[0] if len(types) == 1 else self._list(types, depth + 1)}')
                continue
            head, coercion, array = self._heads.get(name) or self._head(name)
            if not (array or len(values) > 1):
                text = self._value(values[0], coercion, depth + 1)
            else:
                text = self._list([self._value(value, coercion, depth + 2) for value in values], depth + 1)
            parts.append(head + text)
        if node.claims:
            claims = [self.record(claim, depth + 2) for claim in node.claims]
            parts.append(f'"{CLAIMS}"{self._colon}{self._list(claims, depth + 1)}')
        return self._enclosed("{", parts, "}", depth)

    def _head(self, name: str) -> tuple[str, str, bool]:
        """Of a property, its key with the colon, how its values are coerced, and whether they stand in an array."""
        term = self._properties.get(name) or Term(name[1:-1])
        self._heads[name] = head = f'"{term.key}"{self._colon}', term.coercion, term.array
        return head

    def _list(self, parts: list[str], depth: int) -> str:
        return self._enclosed("[", parts, "]", depth)

    def _enclosed(self, opening: str, parts: list[str], closing: str, depth: int) -> str:
        if not self._lines or not parts:
            return f"{opening}{','.join(parts)}{closing}"
        space = "\n" + " " * depth
        return f"{opening}{space} {f',{space} '.join(parts)}{space}{closing}"

    def _value(self, value: Value, coercion: str, depth: int) -> str:
        if isinstance(value, Node):
            return self.record(value, depth)
        if isinstance(value, Items):
            items = [self._value(item, coercion, depth + 2) for item in value]
            return self._enclosed("{", [f'"@list"{self._colon}{self._list(items, depth + 1)}'], "}", depth)
        if value[0] != '"':
            if coercion == "@vocab":
                return f'"{self._names[value]}"' if value in self._names else _id(value)
            return _id(value) if coercion == "@id" else f'{{"id"{self._colon}{_id(value)}}}'
        # The escapes of N-Triples in canonical form are those of JSON.
        end = value.rindex('"') + 1
        text, kind = value[:end], value[end:]
        if not kind:
            return text if not coercion else f'{{"@value"{self._colon}{text}}}'
        if kind[0] == "^":
            if kind[3:-1] == coercion:
                return text[1:-1] if coercion == _INTEGER and _EXACT.fullmatch(text, 1, end - 1) else text
            return f'{{"@value"{self._colon}{text},"@type"{self._colon}"{kind[3:-1]}"}}'
        if kind == coercion:
            return text
        language, _, direction = kind[1:].partition("--")
        more = f',"@direction"{self._colon}"{direction}"' if direction else ""
        return f'{{"@value"{self._colon}{text},"@language"{self._colon}"{language}"{more}}}'


def _id(term: str) -> str:
    return f'"{term[1:-1] if term[0] == "<" else term}"'
