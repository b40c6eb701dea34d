"""Reasoning: what follows from the data and the ontology, and what in them contradicts itself."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from claimgraph import registry, sources
from claimgraph.errors import UsageError
from claimgraph.formats import by_name
from claimgraph.reason import _rules
from claimgraph.reason._run import ENGINES, Inference, Job, within, work
from claimgraph.terms import PREFIXES

__all__ = ["ENGINES", "PROFILES", "Inference", "infer"]

PROFILES = ("rdfs", "owl-rl", "rules")


def infer(
    paths: Sequence[Path],
    *,
    rules: Path | None = None,
    profile: str | None = None,
    engine: str = "fast",
    cross_check: bool = False,
    trivial: bool = False,
    format_name: str = "turtle",
    prefixes: Mapping[str, str] = PREFIXES,
    seconds: float | None = None,
    megabytes: int | None = None,
    data_format: str = "turtle",
) -> Inference:
    """The triples that follow from those of the files, less what is asserted and what is trivial.

    The CONSTRUCT queries in the folder `rules` apply first, then the rules of OWL 2 RL (OWL 2 Profiles, section 4.3);
    `profile` restricts this to `rules` alone, `owl-rl` alone, or RDFS entailment (RDF 1.1 Semantics, section 9)
    alone. `trivial` gives also what is true of everything, and triples with blank nodes. `cross_check` runs both
    engines. Runs in a process of its own, within `seconds` of wall time and `megabytes` of memory; without them,
    within limits that grow with the input. `data_format` is that of standard input.

    Contradictions are not errors: they are among the result's findings. Raises InputError for files and rules that
    cannot be read, RdfSyntaxError, located, for those that do not parse, UsageError for an unknown name, LimitError
    beyond the limits, DisagreementError where two engines of a cross-check come to different closures, and
    EngineError where an engine lost part of its input.
    """
    if profile not in (None, *PROFILES):
        raise UsageError(f"unknown profile {profile!r}.", hint=registry.suggestion(str(profile), PROFILES))
    if engine not in registry.names(ENGINES):
        raise UsageError(f"unknown engine {engine!r}.", hint=registry.suggestion(engine, registry.names(ENGINES)))
    by_name(format_name)
    job = Job(
        files=tuple(sources.expand(paths, data_format)),
        rules=tuple(_rules.files(rules)) if rules and profile in (None, "rules") else (),
        profile=profile or "owl-rl",
        engine=engine,
        cross_check=cross_check,
        everything=trivial,
        format=format_name,
        prefixes=dict(prefixes),
    )
    return within(work, job, files=job.files, seconds=seconds, megabytes=megabytes)
