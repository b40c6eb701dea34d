"""How a command prints the findings that keep it from its work."""

from collections.abc import Iterable, Mapping

import click

from claimgraph.model import Finding

__all__ = ["complain"]

_MOST = 50


def complain(findings: Iterable[Finding], prefixes: Mapping[str, str]) -> None:
    """Print each finding with its place and its remedy on standard error, the first of many."""
    from claimgraph.terms import term_curie

    listed = list(findings)
    for finding in listed[:_MOST]:
        where = f"{finding.location}: " if finding.location else ""
        what = f" [{term_curie(finding.focus_node, prefixes)}]" if finding.focus_node else ""
        click.echo(f"{where}{finding.severity}: {finding.message}{what}", err=True)
        if finding.remedy:
            click.echo(f"  remedy: {' '.join(finding.remedy.split())}", err=True)
    if len(listed) > _MOST:
        click.echo(f"… and {len(listed) - _MOST:,} more.", err=True)
