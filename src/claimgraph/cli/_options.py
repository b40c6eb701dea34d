"""Options that several commands share, and the ranges of their values."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from claimgraph import registry
from claimgraph.formats import FORMATS

__all__ = [
    "MEGABYTES",
    "SECONDS",
    "data_format_option",
    "data_option",
    "documents_option",
    "format_option",
    "memory_option",
    "ontology_option",
    "output_option",
    "paths_argument",
    "timeout_option",
]

Function = TypeVar("Function", bound=Callable[..., object])


def format_option(package: str, *, what: str) -> Callable[[Function], Function]:
    """--format for one of the modules of the package; `what` these are."""
    return click.option(
        "--format",
        "-f",
        "format_name",
        default="text",
        show_default=True,
        metavar="NAME",
        help=f"The format of the {what}: {', '.join(registry.names(package))}.",
    )


class _Seconds(click.FloatRange):
    """A time in seconds: more than none, and no longer than the system can wait (2**31 milliseconds)."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The time; fails, as ranges do, for what is none."""
        seconds = float(super().convert(value, param, ctx))
        # No range keeps out what is no number: it is neither above nor below anything.
        return self.fail(f"{value} is not a time.", param, ctx) if math.isnan(seconds) else seconds


SECONDS = _Seconds(min=0, min_open=True, max=2_000_000)
MEGABYTES = click.IntRange(min=1, max=2**32)

paths_argument = click.argument("paths", nargs=-1, type=click.Path(path_type=Path, readable=False))

data_option = click.option(
    "--data",
    "-d",
    multiple=True,
    type=click.Path(path_type=Path, readable=False),
    help="RDF file or folder to read instead of the project's; may be repeated.",
)

data_format_option = click.option(
    "--data-format",
    default="turtle",
    show_default=True,
    metavar="NAME",
    help=f"The format of what - reads from standard input, gzipped or not: {', '.join(FORMATS)}.",
)

documents_option = click.option(
    "--documents",
    type=click.Path(path_type=Path, file_okay=False, readable=False),
    help="The folder that holds the documents.",
)

timeout_option = click.option(
    "--timeout", type=SECONDS, metavar="SECONDS", help="Stop after so long.  [default: grows with the input]"
)

memory_option = click.option(
    "--memory", type=MEGABYTES, metavar="MB", help="Stop beyond so much.  [default: grows with the input]"
)

ontology_option = click.option(
    "--ontology",
    "-e",
    multiple=True,
    type=click.Path(path_type=Path, readable=False),
    help="RDF file or folder to read as the ontology instead of the project's; may be repeated.",
)

output_option = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    help="Write to this file, whole or not at all, instead of standard output.",
)
