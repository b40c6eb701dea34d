"""IRIs that break the project's URI policy, or that will give trouble.

Problem: What follows a base of the project does not match the pattern that [uris] of claimgraph.toml gives for it.
Under other bases, the IRI of a record holds an escaped space or control character, an escape that is escaped again, an
invisible character, two slashes in a row or two #, ends with a comma or semicolon, or differs only by upper and lower
case from that of another record of the same type.
Remedy: Give the record an IRI as the policy has it; without one, of letters, digits, hyphens and single slashes.

Bad:

    <http://example.org/Ada%20Lovelace> a ex:Person .

Good:

    <http://example.org/ada-lovelace> a ex:Person .
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain, repeat

import pyoxigraph as ox

from claimgraph.model import Severity
from claimgraph.terms import curie
from claimgraph.validate._facts import Facts
from claimgraph.validate.checks import Doubt, some

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.WARNING

_TROUBLE = re.compile(
    r"%(?:[01][0-9A-Fa-f]|20|7[Ff]|25[0-9A-Fa-f]{2})|\s|[\u200b-\u200f\u2028-\u202e\u2060\ufeff]"
    r"|(?<![:/])//|#.*#|[,;]$"
)
# Most IRIs are of this form, which is told faster than that they hold no trouble.
_PLAIN = re.compile(r"[a-z]+://(?:[\w.\-]+/)*+(?:[\w.\-]*\w)?(?:#(?:[\w.\-]*\w)?)?", re.ASCII)


def check(facts: Facts) -> Iterator[Doubt]:
    """The IRIs that break the policy of their base, and the subjects of other bases that hold trouble."""
    policies = {base: re.compile(pattern) for base, pattern in facts.bases.items() if pattern}
    mentioned = facts.objects | facts.predicates | facts.classes if policies else set()
    bases = sorted(facts.bases, key=len, reverse=True)
    cases: dict[str, list[ox.NamedNode]] = defaultdict(list)
    folded = [subject.value.lower() for subject in facts.subjects]
    if len(set(folded)) < len(folded):
        for subject, value in zip(facts.subjects, folded, strict=True):
            cases[value].append(subject)
    for term, described in chain(zip(facts.subjects, repeat(True)), zip(mentioned - facts.subjects, repeat(False))):
        value = term.value
        base = next((base for base in bases if value.startswith(base)), "") if bases else ""
        if policy := policies.get(base):
            if not policy.fullmatch(value, len(base)):
                name = curie(value, facts.prefixes)
                message = f"The IRI {name} breaks the URI policy: behind {base} it does not match {policy.pattern}"
                yield Doubt(term, message, subject=described)
        elif described and not _PLAIN.fullmatch(value) and (trouble := _TROUBLE.search(value)):
            yield Doubt(term, f"The IRI {curie(value, facts.prefixes)} holds {trouble[0]!a}.", subject=True)
    terms = facts.terms
    for alike in cases.values():
        if len(alike) < 2:
            continue
        kinds = Counter(kind for subject in alike for kind in set(facts.types.get(subject, ())))
        same = [s for s in alike if s not in terms and any(kinds[kind] > 1 for kind in facts.types.get(s, ()))]
        if same:
            names = some(curie(subject.value, facts.prefixes) for subject in sorted(same, key=str))
            for subject in same:
                yield Doubt(subject, f"{names} differ only by upper and lower case.", subject=True)
