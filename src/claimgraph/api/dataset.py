"""A dataset: what can be done with it, each by the command's name."""

# Whatever the API needs is imported at its first use, and nothing later: a worker that one thread forks while another
# is in the middle of an import would wait for the end of that import for ever.
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from claimgraph import interop, protocol, reason, sources, validate, worker
from claimgraph.api.answer import Answer, Inference
from claimgraph.api.views import Explanation, Trace, Validation, values
from claimgraph.errors import UsageError
from claimgraph.evidence import trace
from claimgraph.project import Project
from claimgraph.query import Limits, asking, named
from claimgraph.query import query as ask
from claimgraph.reason import explain
from claimgraph.terms import expand

__all__ = ["Dataset", "Name"]

Name = str | os.PathLike[str]
Day = str | date


@dataclass(frozen=True)
class Dataset:
    """What `claimgraph.open` gives. Files are read when something is asked, so that no answer is older than they are.

    Input is read, and engines run, in processes of their own with limits of time and memory; a limit of None grows
    with the input. Every method raises InputError (RdfSyntaxError, located, for a file that does not parse), UsageError
    for what is asked wrongly, and LimitError beyond a limit.
    """

    project: Project
    """Title, prefixes and folders, as claimgraph.toml gives them."""
    data: tuple[Path, ...] = ()
    """The data that were given; none where they are the project's."""
    ontology: tuple[Path, ...] = ()
    shapes: tuple[Path, ...] = ()

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that queries may use undeclared, and that shorten IRIs."""
        return self.project.prefixes

    @property
    def queries(self) -> Mapping[str, str]:
        """The names of the project's queries, each with its question; empty where there is no project."""
        folders = self.project.existing("queries")
        return {name: named.find(folder, name).question for folder in folders for name in named.names(folder)}

    @property
    def graph(self) -> interop.Graph:
        """All triples as a graph of rdflib, graph names dropped, read anew at each access."""
        files = sources.expand(self._read)
        size = sources.size(files) / 2**20
        lines = worker.run(
            _lines, files, seconds=120 + 20 * size, megabytes=int(2048 + 150 * size), what="reading the data"
        )
        return interop.graph((quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)), self.prefixes)

    def query(
        self,
        query: str | os.PathLike[str],
        params: Mapping[str, object] | None = None,
        *,
        as_of: Day | None = None,
        between: tuple[Day, Day] | None = None,
        possibly: bool = False,
        labels: bool = False,
        engine: str = "fast",
        cross_check: bool = False,
        timeout: float = 30,
        memory: int = 4096,
        limit_rows: int = 1_000_000,
        allow_service: Sequence[str] = (),
        cache: bool = True,
        endpoint: str | None = None,
        graphs: Sequence[str] = (),
    ) -> Answer:
        """The answer to a query: its text, the name of one of the project's, or the Path of a file.

        `params` are the values of the parameters that its header declares. `as_of` and `between` keep only the claims
        that held then, with `possibly` those too that may have; `labels` adds a column of labels beside each column of
        IRIs. `timeout` is in seconds, `memory` in megabytes. Raises DisagreementError where the engines of a
        `cross_check` differ.

        With `endpoint`, the address of a SPARQL server (SPARQL 1.1 Protocol), that is asked instead of the files, and
        of it only the `graphs` that are named, if any; credentials are those in the environment, as for the command.
        Raises EndpointError where the server fails, and UsageError for what only files can be asked with.
        """
        here = self.project
        if endpoint and (allow_service or cross_check or engine != "fast"):
            raise UsageError("an endpoint excludes engine, cross_check and allow_service.")
        if graphs and not endpoint:
            raise UsageError("graphs are those of an endpoint.", hint="Name it: endpoint='https://host/sparql'.")
        text = asking.asked(here, query) if isinstance(query, str) else named.read(Path(query))
        period = asking.when(
            None if as_of is None else str(as_of),
            None if between is None else (str(between[0]), str(between[1])),
            possibly,
        )
        settings = {name: str(value) for name, value in (params or {}).items()}
        question = asking.question(here, text, settings, period, labels, tuple(allow_service))
        result = ask(
            replace(question, elsewhere=bool(endpoint and not period)),
            protocol.endpoint(endpoint, os.environ, graphs) if endpoint else sources.expand(self._read),
            engine=engine,
            cross_check=cross_check,
            limits=Limits(timeout, memory, limit_rows),
            keep=cache,
        )
        return Answer(result, here.prefixes, question.text)

    def validate(
        self,
        *,
        engine: str = "fast",
        inference: str = "none",
        cross_check: bool = False,
        checks: Sequence[str] | None = None,
        timeout: float | None = None,
        memory: int | None = None,
        cache: bool = True,
    ) -> Validation:
        """The findings of the data against the shapes; the keywords are the options of `claimgraph validate`.

        `checks` are the names of those beyond SHACL that are to run; without them, the project's, where its data are
        validated. Raises UsageError where there are no shapes, ShapesError for shapes that are ill-formed, and
        DisagreementError where the engines of a `cross_check` differ.
        """
        shapes = self.shapes or _near(self.project.existing("shapes"))
        if not shapes:
            raise UsageError("no shapes are given.", hint="Give them to claimgraph.open: shapes='folder or file'.")
        own = () if self.data else self.project.checks
        report = validate.validate(
            self._data,
            shapes=shapes,
            ontology=self._ontology,
            engine=engine,
            inference=inference,
            cross_check=cross_check,
            checks=validate.chosen(own if checks is None else checks),
            seconds=timeout,
            megabytes=memory,
            prefixes=self.prefixes,
            bases=self.project.bases(),
            cache=cache,
            lint=bool(self.shapes) or not (self.data or own),
        )
        return Validation(**values(report))

    def infer(
        self,
        *,
        profile: str | None = None,
        trivial: bool = False,
        engine: str = "fast",
        cross_check: bool = False,
        timeout: float | None = None,
        memory: int | None = None,
    ) -> Inference:
        """What follows from data and ontology; the keywords are the options of `claimgraph infer`.

        Contradictions are among its findings. Raises DisagreementError where the engines of a `cross_check` differ.
        """
        inference = reason.infer(
            [*self._data, *self._ontology],
            rules=self._rules,
            profile=profile,
            engine=engine,
            cross_check=cross_check,
            trivial=trivial,
            format_name="ntriples",
            prefixes=self.prefixes,
            seconds=timeout,
            megabytes=memory,
        )
        return Inference(inference, self.prefixes)

    def explain(self, statement: str, *, timeout: float | None = None, memory: int | None = None) -> Explanation | None:
        """Why a triple holds, which is written as in Turtle; None where it does not follow.

        Raises UsageError where it is not one triple, or where no engine is there that can explain.
        """
        step = explain.explain(
            statement,
            [*self._data, *self._ontology],
            rules=self._rules,
            prefixes=self.prefixes,
            seconds=timeout,
            megabytes=memory,
        )
        return None if step is None else Explanation(step, self.prefixes)

    def trace(self, claim: str, *, documents: Name | None = None) -> Trace:
        """The chain from a claim, an IRI or a CURIE, to its passage; with the folder of the documents, its words too.

        Raises UsageError, with the nearest claim, where the data has no such claim.
        """
        iri = expand(claim, self.prefixes)
        if iri is None:
            raise UsageError(
                f"{claim!r} is neither an IRI nor a CURIE with a known prefix.", hint="Write claim:NAME or the whole."
            )
        chain = trace.trace(sources.expand(self._read), iri, None if documents is None else Path(documents))
        return Trace(**values(chain), prefixes=self.prefixes)

    @property
    def _data(self) -> Sequence[Path]:
        return self.data or _near([self.project.folder("data")])

    @property
    def _ontology(self) -> Sequence[Path]:
        return self.ontology or _near(self.project.existing("ontology"))

    @property
    def _read(self) -> Sequence[Path]:
        """What is asked: with data that were given, only an ontology that was given too."""
        return [*self._data, *(self.ontology if self.data else self._ontology)]

    @property
    def _rules(self) -> Path | None:
        return next(iter(self.project.existing("rules")), None)


def _lines(files: Sequence[sources.Source]) -> bytes:
    """The triples of the files as N-Triples; runs in a worker."""
    return ox.serialize(sources.triples(files), format=ox.RdfFormat.N_TRIPLES) or b""


def _near(folders: Sequence[Path]) -> list[Path]:
    """The folders as seen from here, so that findings name files as their reader would."""
    return [Path(os.path.relpath(folder)) for folder in folders]
