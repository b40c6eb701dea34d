"""Options that several commands share."""

from pathlib import Path

import click

__all__ = ["data_option", "documents_option", "output_option", "paths_argument"]

paths_argument = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))

data_option = click.option(
    "--data",
    "-d",
    multiple=True,
    type=click.Path(path_type=Path),
    help="RDF file or folder to read instead of the project's; may be repeated.",
)

documents_option = click.option(
    "--documents",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder that holds the documents.",
)

output_option = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file, whole or not at all, instead of standard output.",
)
