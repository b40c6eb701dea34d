"""Values of parameters: from the words of the caller to RDF terms."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from claimgraph.errors import UsageError
from claimgraph.query.named import Parameter
from claimgraph.registry import suggestion
from claimgraph.terms import PREFIXES, expand

__all__ = ["Candidates", "Value", "values"]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The IRIs that a value may mean; which of them is meant, the data decides."""

    text: str
    iris: tuple[str, ...]


Value = ox.Literal | Candidates


def values(
    parameters: Sequence[Parameter], given: Mapping[str, str], prefixes: Mapping[str, str], bare: Sequence[str]
) -> dict[str, Value]:
    """What each parameter stands for: the given value or else the default.

    A bare name, for a parameter of type iri, is tried in each of the namespaces `bare`. Raises UsageError for an
    unknown parameter, one that has neither value nor default, and a value that is not of the type.
    """
    known = [parameter.name for parameter in parameters]
    for name in given:
        if name not in known:
            raise UsageError(f"the query has no parameter {name!r}.", hint=suggestion(name, known))
    found = {}
    for parameter in parameters:
        text = given.get(parameter.name, parameter.default)
        if text is None:
            raise UsageError(
                f"the query needs a value for {parameter.name} ({parameter.type}): {parameter.help}.",
                hint=f"Give it as --param {parameter.name}=VALUE.",
            )
        found[parameter.name] = _value(parameter, text, prefixes, bare)
    return found


def _value(parameter: Parameter, text: str, prefixes: Mapping[str, str], bare: Sequence[str]) -> Value:
    match parameter.type:
        case "string":
            return ox.Literal(text)
        case "integer" if re.fullmatch(r"[+-]?[0-9]+", text):
            return ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + "integer"))
        case "date" if _is_date(text):
            return ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))
        case "iri":
            whole = expand(text, prefixes)
            if whole is None and ":" in text:
                prefix = text.partition(":")[0]
                raise UsageError(f"{parameter.name}: unknown prefix {prefix!r}.", hint=suggestion(prefix, prefixes))
            iris = (whole,) if whole is not None else tuple(namespace + text for namespace in bare)
            return Candidates(text, tuple(iri for iri in iris if _is_iri(iri)))
    example = {"integer": "42", "date": "2012-06-05"}[parameter.type]
    raise UsageError(f"{parameter.name}: {text!r} is not of type {parameter.type}.", hint=f"Write it like {example}.")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
