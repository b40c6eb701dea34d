"""What users of pySHACL are used to, and what it is called here."""

from collections.abc import Iterable
from itertools import pairwise, takewhile

import click

from claimgraph.errors import UsageError

__all__ = ["FORMATS", "Command"]

FORMATS = {"human": "text", "json-ld": "jsonld", "n3": "turtle", "nt": "ntriples", "table": "text", "xml": "rdfxml"}
"""The names that report formats have there, with ours."""

_SUFFIXES = "The suffix of a file names its format; of standard input, --data-format does."
_SEVERITIES = "--fail-on says what fails: violation, which is the default here, warning or info."
_HINTS = {
    "--abort": "--max 1 shows the first finding alone.",
    "--advanced -a": "What the shapes use of SHACL-AF runs unasked.",
    "--allow-info --allow-infos --allow-warning --allow-warnings -w": _SEVERITIES,
    "--data-file-format --ont-file-format --shacl-file-format -df -ef -sf": _SUFFIXES,
    "--debug -d": "A finding says why by itself; --cross-check compares two engines, finding by finding.",
    "--focus": "Findings are chosen with --only and --skip: by shape, check, path or file.",
    "--imports -im": "Nothing is fetched: give what is imported as files, with --ontology or --shapes.",
    "--iterate-rules -it": "Rules run once, in the order of sh:order.",
    "--js -j": "No engine here runs SHACL-JS: write the constraint in SPARQL.",
    "--max-depth": "Shapes that refer to shapes are followed as deep as the engine can, and refused beyond.",
    "--metashacl -m": "Shapes are always examined first.",
    "--ont-graph": "Write --ontology, or -e.",
    "--rules": "Rules of shapes take part in a validation; claimgraph infer writes what rules derive.",
    "--server": "Validation runs from the command line, from Python and in CI.",
    "--shacl": "Write --shapes, or -s.",
    "--shape": "--only SHAPE shows the findings of one shape, by its CURIE or IRI.",
    "--sparql-mode -q": "Validation reads files: have the endpoint write its data to one.",
    "--version -V": "Write claimgraph --version.",
    "--validate-each": "All files are one graph: run the command once for each.",
}
_HINT = {name: hint for names, hint in _HINTS.items() for name in names.split()}


class Command(click.Command):
    """A command that knows the options of pySHACL, some of which would otherwise be taken for others."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Raises UsageError, with what to write here, for an option that only pySHACL has."""
        _refuse(args)
        return super().parse_args(ctx, args)


def _refuse(arguments: Iterable[str]) -> None:
    arguments = list(takewhile(lambda argument: argument != "--", arguments))
    for argument in arguments:
        name = argument.partition("=")[0]
        if name in _HINT:
            raise UsageError(f"{name} is an option of pySHACL, not of claimgraph.", hint=_HINT[name])
    for option, value in pairwise(arguments):
        if option in ("-i", "--inference") and value == "both":
            raise UsageError("--inference both is pySHACL's.", hint="Write owlrl, which includes RDFS.")
