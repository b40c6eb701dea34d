"""Check a site, live or in a folder: that every IRI answers as it was published, and every file is as it was built."""

import json
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from claimgraph.errors import InputError
from claimgraph.model import Finding, Report
from claimgraph.publish import answers
from claimgraph.publish.client import Client
from claimgraph.publish.loopback import serving
from claimgraph.publish.manners import manners
from claimgraph.publish.pages.answering import TABLE
from claimgraph.publish.self_description import Contract
from claimgraph.publish.servers import netlify
from claimgraph.publish.tree import MANIFEST

__all__ = ["Checked", "check_site"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, and what it looked at."""

    report: Report
    iris: int
    files: int
    requests: int


def check_site(place: str, *, plain: bool = False, connections: int = 8) -> Checked:
    """Check the site at an address, or in a folder, which is served on loopback for as long as it takes.

    `plain` asks for no more than a host without rules can do: every page and file is there as it was built, every
    link leads somewhere. Else every IRI also has to be negotiated, redirected, typed, linked and revalidated as the
    rules of `hosting/` have it. IRIs are asked for below the given address, and no other host is asked. A folder is
    always checked as on a plain host. Raises UsageError for what is no address and no folder; InputError where there is
    no site of claimgraph's.
    """
    if place.startswith(("http://", "https://")):
        with closing(Client(place)) as client:
            # Which hosts may keep to themselves.
            return _check(client, client.base, plain, connections, netlify.FILES)
    folder = Path(place)
    if not folder.is_dir():
        raise InputError(f"there is no folder {place}.", hint="Give the folder of a site, or its address.")
    if not (folder / TABLE).is_file():
        hint = "Give the folder that `claimgraph build` has made, with all its files."
        raise InputError(f"{place} is no site of claimgraph's: it has no {TABLE}.", hint=hint)
    with serving(folder) as address, closing(Client(address)) as client:
        checked = _check(client, f"{folder}/", True, connections, ())
    findings = tuple(_located(finding, address, folder) for finding in checked.report.findings)
    return replace(checked, report=replace(checked.report, findings=findings))


def _located(finding: Finding, address: str, folder: Path) -> Finding:
    """A finding in the folder itself: the address, on a port that chance gave, is there no more."""
    if finding.location is None:
        return finding
    path = unquote(finding.location.file.removeprefix(address))
    return replace(finding, location=replace(finding.location, file=f"{folder}/{path}"))


def _check(client: Client, place: str, plain: bool, connections: int, hidden: Collection[str]) -> Checked:
    contract = _contract(client, place)
    tasks: Iterable[Callable[[], list[Finding]]] = chain(
        answers.files(client, contract, plain, hidden),
        answers.resources(client, contract, plain),
        manners(client, contract, plain),
    )
    with ThreadPoolExecutor(max_workers=connections) as pool:
        found = list(pool.map(lambda task: task(), tasks))
    findings = tuple(chain.from_iterable(found))
    report = Report(findings, engine="http", files=len(contract.files))
    return Checked(report, len(contract.resources), len(contract.files), client.requests)


def _contract(client: Client, place: str) -> Contract:
    """What the site says of itself; raises InputError, with its place, where it says nothing that can be understood."""
    table, built = (_json(client, place, path) for path in (TABLE, MANIFEST))
    try:
        files = {path: digest for _, made in built["pages"].values() for path, digest in made.items()}
        contract = Contract(
            root=table["root"],
            site=table["site"],
            licence=table["licence"],
            gone=frozenset(table["gone"]),
            moved=table["moved"],
            resources=table["resources"],
            files=files,
            items=table["items"],
        )
        sound = contract.sound()
    except (AttributeError, KeyError, TypeError, ValueError):
        sound = False
    if not sound:
        raise InputError(f"{place} says of itself what no site of claimgraph's says.", hint="Build it anew.")
    return contract


def _json(client: Client, place: str, path: str) -> dict[str, Any]:
    reply = client.get(path)
    if reply.failure:
        raise InputError(f"{place} cannot be reached: {reply.failure}.")
    if reply.status != 200:
        raise InputError(
            f"{place}{path} answers with status {reply.status}.",
            hint="Give the address of the root of a site that `claimgraph build` has made, with all its files.",
        )
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}{path} is not JSON: {error}.") from error
    if not isinstance(found, dict):
        raise InputError(f"{place}{path} is not what a site of claimgraph's has there.")
    return found
