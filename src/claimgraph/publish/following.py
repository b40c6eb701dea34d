"""What follows from the files after an edit, told from what followed before it."""

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from claimgraph import files as plain
from claimgraph import sources, worker
from claimgraph.errors import ClaimgraphError, UsageError
from claimgraph.known import Digests
from claimgraph.lines import changed
from claimgraph.project import Project
from claimgraph.publish.follows import follows
from claimgraph.publish.inputs import Since
from claimgraph.publish.kept import Derivation, Kept
from claimgraph.publish.relating import shown
from claimgraph.publish.stored import Stored
from claimgraph.query import Question, Result, cache
from claimgraph.query.engines import fast
from claimgraph.reason.renewal import Changes, Rows, Rule, renewed, rule
from claimgraph.sources import Source

__all__ = ["Deduced", "derived", "followed", "questions", "rules", "store"]

_SECONDS, _MEGABYTES = 60, 8_000
"""To derive all anew takes no longer, where this much is needed."""


@dataclass(frozen=True, slots=True)
class Deduced:
    """What follows, and how it differs from what followed before, where that is known."""

    derivation: Derivation
    since: Since | None = None
    plain: bool = False
    """Whether it was found now, and there are no two names for one thing, so that it can be followed."""


def rules(project: Project) -> Sequence[Path]:
    """The project's own rules, in the order in which they apply."""
    return sorted(path for folder in project.existing("rules") for path in folder.glob("*.rq"))


def questions(project: Project, files: Sequence[Source], digests: Digests) -> Sequence[Question] | None:
    """What to ask so that what follows can be told after an edit; None where it cannot, or is derived as fast.

    That is the rows of the project's rule: what one gives is said to the next, so of several nothing is told. Raises
    InputError, located, for a file that is no SPARQL.
    """
    if sources.size(files, digests) < cache.THRESHOLD:
        return None
    found = [_rule(project, path) for path in rules(project)]
    asked = [Question(one.question, str(path), one.prefixes) for one, path in found if one]
    return asked if len(asked) == len(found) <= 1 else None


def _rule(project: Project, path: Path) -> tuple[Rule | None, Path]:
    return rule(plain.read_text(path), str(path), dict(project.prefixes)), path


def store(files: Sequence[Source], digests: Digests) -> str:
    """The key of a store of the files; empty where there is none."""
    with ExitStack() as stack:
        found = stack.enter_context(cache.opened(files, lambda message: None, digests, patient=True))
        return found.parent.name if found else ""


def derived(project: Project, files: Sequence[Source], folder: Path) -> Deduced:
    """What follows from the files, which is left in a folder.

    Raises as `infer`, and UsageError where they contradict the ontology.
    """
    found = follows(project, files, "ntriples")
    if found.findings:
        raise UsageError(
            f"the data contradict the ontology: {found.findings[0].message}",
            hint="`claimgraph infer` gives all contradictions.",
        )
    return Deduced(Derivation(Stored.write(folder, [shown(found.data)]), found.idle), plain=not found.equal)


def followed(
    project: Project,
    earlier: Kept,
    before: Derivation,
    answers: Sequence[tuple[Result | ClaimgraphError, str]],
    after: str,
    folder: Path,
) -> Deduced | None:
    """What follows from the files, told from what followed before; None where all must be derived anew.

    `answers` are those to `questions`, with their keys, and `after` is the key of a store of the files. It is left in
    the folder, unless it is what it was.
    """
    pairs = [(earlier.answers.get(key), now) for key, (now, _) in zip(before.answers, answers, strict=False)]
    known = [(was.data, now.data) for was, now in pairs if was and isinstance(now, Result)]
    if len(known) < max(len(answers), len(before.answers)):
        return None
    with ExitStack() as stack:
        places = [stack.enter_context(cache.kept(key)) for key in (before.store, after)]
        was, now = places
        if was is None or now is None:
            return None
        work = partial(_followed, project, before, was, now, known, folder)
        # What takes too much, or a store that is damaged, leaves it to the reasoner.
        with suppress(ClaimgraphError):
            return worker.run(work, seconds=_SECONDS, megabytes=_MEGABYTES, what="telling what follows")
    return None


def _followed(
    project: Project,
    before: Derivation,
    was: Path,
    now: Path,
    answers: Sequence[tuple[bytes, bytes]],
    folder: Path,
) -> Deduced | None:
    # What follows is about things with names, whatever those of others are.
    differs = cache.changes(was, now, anywhere=True)
    if differs is None:
        return None
    rows = [
        Rows(one, *(data.splitlines()[1:] for data in both))
        for (one, _), both in zip((_rule(project, path) for path in rules(project)), answers, strict=True)
        if one
    ]
    changes = Changes(fast.open_store(was), fast.open_store(now), *differs)
    with before.data.mapped() as lines:
        told = renewed(lines, changes, rows[0] if rows else None)
        if told is None:
            return None
        differing = [*told.gone, *told.come]
        data = Stored.write(folder, changed(lines, differing)) if differing else before.data
    idle = [name for name in before.idle if name not in told.properties]
    after = replace(before, data=data, idle=idle, store=now.parent.name)
    return Deduced(after, Since(before.data.sha256, differing), plain=True)
