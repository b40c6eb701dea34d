"""What a build needs besides the files: what validation, the rules, the queries and the downloads give."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from claimgraph import files as plain
from claimgraph import worker
from claimgraph.census import Census
from claimgraph.known import Digests
from claimgraph.model import Report
from claimgraph.project import Project
from claimgraph.publish import following, left
from claimgraph.publish.asked import Asked, answers, ask, named_queries
from claimgraph.publish.checked import check, checked_key
from claimgraph.publish.following import Deduced
from claimgraph.publish.inputs import Found
from claimgraph.publish.kept import Kept, counted, derivation_key, rules_key
from claimgraph.publish.removed import WHEN, discreet, removed
from claimgraph.publish.stored import Stored
from claimgraph.publish.whole import dumps
from claimgraph.share import begun, processors, share
from claimgraph.sources import Source
from claimgraph.validate import chosen, validate

__all__ = ["MEGABYTES", "SECONDS", "Documents", "find"]

SECONDS, MEGABYTES = 7200, 24_000
"""Far beyond what the largest datasets that it is measured with need."""


@dataclass(frozen=True, slots=True)
class Documents:
    """The folder that holds the documents, and a digest of what is in it; empty where that is not known."""

    folder: Path
    digest: str


def find(
    project: Project,
    files: Sequence[Source],
    data: Sequence[Source],
    target: Path,
    digests: Digests,
    folder: Path,
    documents: Documents | None = None,
) -> Found:
    """Take the steps side by side, because none needs another, and those not at all whose result cannot have changed.

    Where the files say more of what was removed than may be said, all are taken, and nothing is kept of them. `data`
    are those of the files that lie in the folder of data; what the build before left lies beside `target`. `digests`
    are those of files, of data and of shapes, that need not be read to know what they hold. What is large is left in
    the folder.
    Raises as the steps do: `validate`, `infer`, `queries`, `dumps`, `check`; UsageError where the data contradict the
    ontology.
    """
    earlier = left.read(target)
    # Answers wait for it longest, and nothing else needs to be known to begin with it.
    with begun(partial(following.store, files, digests)) if earlier.store else nullcontext():
        run = partial(worker.run, seconds=SECONDS, megabytes=MEGABYTES, what="the count of the statements")
        census = counted(files, earlier.files, digests, run)
        visible: Sequence[Source] | None = None
        if census is None or WHEN in census.properties:
            looked = partial(_visible, files, census)
            visible = worker.run(looked, seconds=SECONDS, megabytes=MEGABYTES, what="the reading of what was removed")
            if visible:
                files, census, earlier = visible, None, Kept()
        rules = (dict(project.prefixes), [(path.name, plain.read_text(path)) for path in following.rules(project)])
        queries = named_queries(project)
        asking = [question for _, question in queries if question]
        # What tells what the rules give is asked last.
        beside = following.questions(project, files, digests) if census else None
        # What decides on it is told before there are copies of this process, which then know it as well.
        known = earlier.derived(census, rules)
        before = earlier.followable(rules) if not known and beside is not None else None

        def answered() -> Asked:
            return ask([*asking, *(beside or ())], files, census, earlier, digests)

        def followed() -> tuple[Asked, Deduced]:
            asked, told = answered(), None
            if before:
                now = asked.now or following.store(files, digests)
                told = following.followed(project, earlier, before, asked.results[len(asking) :], now, folder)
            return asked, told or following.derived(project, files, folder)

        steps: dict[str, Callable[[], Any]] = {
            "report": partial(_validated, project, data, digests),
            "answers": answered,
            "dumps": partial(_dumps, project, data, digests, folder),
            "derived": partial(following.derived, project, files, folder),
            "followed": followed,
        }
        # Of two processes, each takes every other step, and then they have about the same to do: where answers follow
        # an edit, the downloads take as long as they do; from nothing, deriving takes longer.
        order = ["report", "answers", "derived", "dumps"]
        if known:
            order.remove("derived")
        elif before:
            order = ["report", "followed", "dumps"]
        key = checked_key(census, documents.digest) if census and documents and documents.digest else ""
        if documents:
            texts = documents.folder
            steps["checked"] = lambda: earlier.checked.get(key) or check(visible or data, texts)
            order.append("checked")

        def take(names: Sequence[str]) -> dict[str, Any]:
            return {name: steps[name]() for name in names}

        parts = share(take, order, min(processors(), len(order)))
        found = {name: result for part in parts for name, result in part.items()}
        asked, follows = (
            found["followed"] if before else (found["answers"], Deduced(known) if known else found["derived"])
        )
        derived = follows.derivation
        keys = tuple(key for _, key in asked.results[len(asking) :])
        if follows.plain and beside is not None and all(keys):
            store = derived.store or asked.now or following.store(files, digests)
            derived = replace(derived, store=store, rules=rules_key(rules), answers=keys)
        kept = None
        if census:
            given = {derivation_key(census, rules, derived.idle): derived}
            checked = {key: found["checked"]} if key else {}
            kept = Kept(census.files, given, asked.kept(), asked.store, asked.forms, asked.bodies, checked)
        return Found(
            derived.data,
            found["report"],
            answers(queries, asked),
            found["dumps"],
            found.get("checked"),
            left.stowed(kept, target, folder) if kept else None,
            follows.since,
        )


def _visible(files: Sequence[Source], census: Census | None) -> Sequence[Source] | None:
    """The files without what they must not say of what was removed; None where there is no such thing."""
    holding = [one for one in files if census is None or WHEN in census.files[str(one)].properties]
    visible = discreet(files, removed(holding))
    return None if visible is files else visible


def _validated(project: Project, data: Sequence[Source], digests: Digests) -> Report | None:
    shapes = project.existing("shapes")
    if not shapes:
        return None
    return validate(
        [project.folder("data")],
        shapes=shapes,
        ontology=project.existing("ontology"),
        checks=chosen(project.checks),
        prefixes=project.prefixes,
        bases=project.bases(),
        cache=True,
        digests=digests,
        files=data,
    )


def _dumps(project: Project, data: Sequence[Source], digests: Digests, folder: Path) -> dict[str, Stored]:
    work = partial(_stored, project, data, digests, folder)
    return worker.run(work, seconds=SECONDS, megabytes=MEGABYTES, what="the writing of the downloads")


def _stored(project: Project, data: Sequence[Source], digests: Digests, folder: Path) -> dict[str, Stored]:
    return {name: Stored.write(folder, [dump]) for name, dump in dumps(project, data, digests).items()}
