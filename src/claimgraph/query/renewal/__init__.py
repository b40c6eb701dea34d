"""Answers that follow an edit: changed where a change of the data can have changed them, instead of asked again.

Rows are told apart by the value of a variable that every row binds. From what was removed and added, the values are
found whose rows may differ; those rows are taken out of the answer, and the question, narrowed to those values, gives
what comes in their place. docs/decisions.md says why that is the same answer.
"""

from collections import Counter
from collections.abc import Sequence

from claimgraph.errors import InputError
from claimgraph.query.engines import fast
from claimgraph.query.guard import Checked
from claimgraph.query.renewal.answer import Plan
from claimgraph.query.renewal.changes import Changes
from claimgraph.query.renewal.columns import columns_of, countable
from claimgraph.query.renewal.contexts import Context, Contexts, certain
from claimgraph.query.renewal.form import Form, form_of
from claimgraph.query.renewal.groups import RefusedError
from claimgraph.query.renewal.kept import Kept
from claimgraph.query.renewal.narrow import can_be

__all__ = ["Changes", "Kept", "Plan", "plan"]

# How many variables may tell rows apart, the most promising one and others.
_KEYS = 3


def plan(checked: Checked) -> Plan | None:
    """How the answer to a query can follow changes; None for one whose answer cannot, or is not known to."""
    try:
        found = form_of(checked)
        contexts = Contexts(found.group)
        patterns = tuple(contexts.all())
        keys = tuple(_keys(found, patterns))
        # A column more may be one that the engine does not allow.
        counted = countable(found)
        fast.check(found.asking(columns_of(found, () if counted else keys).additions, having=not counted))
    except (RefusedError, InputError):
        return None
    nodes = tuple(sorted(contexts.nodes, key=str))
    return Plan(found, patterns, frozenset(contexts.closed), nodes, keys) if keys else None


def _keys(found: Form, contexts: Sequence[Context]) -> list[str]:
    """The variables that may tell rows apart, those of which most is said first."""
    subjects = {(context.pattern.subject, context.pattern) for context in contexts}
    said = Counter(subject for subject, _ in subjects)
    names = sorted(certain(found.group.parts), key=lambda name: (-said[name], name not in found.columns, name))
    if found.group.start is None:
        return []
    fit = [name for name in names if name[0] != "_" and "~" not in name and can_be(found.group, name)]
    if found.grouping is not None and not countable(found):
        summed = any(name.startswith("SUM") for _, _, name in found.aggregates)
        return [name for name in fit if name in found.grouping and not summed][:_KEYS]
    # What is a subject stands for a thing; by a label of many things, too much would be exchanged.
    main = fit[:1]
    return main + [name for name in fit[1:] if said[name] and (countable(found) or name in found.columns)][: _KEYS - 1]
