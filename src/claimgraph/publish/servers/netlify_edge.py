"""Netlify's Edge Functions: one that chooses by Accept, which the rules of `_redirects` cannot (https://docs.netlify.com)."""

import json
import re
from collections.abc import Mapping

from claimgraph.publish.addresses import ACCEPTS, MEDIA, PREFLIGHT, SAFETY, Addresses
from claimgraph.publish.paths import quoted
from claimgraph.publish.servers import either

__all__ = ["FILE", "files"]

FILE = "hosting/edge-functions/claimgraph.js"
"""Where the function is; Netlify looks for it in netlify/edge-functions/ of what is deployed."""

_FUNCTION = """\
const kinds = accepts.map(([pattern, suffix]) => [new RegExp(pattern, "i"), suffix]);
const file = new RegExp(files);

export default async (request, context) => {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: { ...headers, ...preflight } });
  const url = new URL(request.url);
  const path = url.pathname.slice(prefix.length);
  const place = moved[path + url.search];
  if (place === undefined && file.test(path)) return undefined;
  const accept = request.headers.get("accept") ?? "";
  const suffix = kinds.find(([pattern]) => pattern.test(accept))?.[1] ?? "";
  const stem = place ?? path.replace(/\\/$/, "");
  const isPage = place === undefined && (path === "" || path.endsWith("/"));
  const places = isPage ? [] : [stem + "/"];
  if (suffix) places.unshift((stem || "index") + suffix);
  for (const one of places) {
    const target = new URL(prefix + one, url);
    const found = await fetch(target, { method: request.method, headers: { accept: "text/html" }, redirect: "manual" });
    if (found.status === 410) return answered(found);
    await found.body?.cancel();
    if (found.ok) return new Response(null, { status: 303, headers: { ...headers, location: target.pathname } });
  }
  return answered(await context.next());
};

function answered(response) {
  const answer = new Response(response.body, response);
  answer.headers.append("vary", "Accept");
  return answer;
}
"""


def files(addresses: Addresses) -> Mapping[str, bytes]:
    """The function: an IRI answers by 303 to its page or its data, a tombstone by 410, a file as it is."""
    given = {
        "prefix": addresses.prefix,
        "accepts": ACCEPTS,
        "files": f"{either(MEDIA)}$",
        "moved": {path: quoted(folder) for path, folder in sorted(addresses.moved.items())},
        "headers": {**SAFETY, "Vary": "Accept"},
        "preflight": PREFLIGHT,
    }
    # As a pattern of URLPattern, in which nothing of the prefix is special.
    config = {"path": re.sub(r"([*+?(){}:\\])", r"\\\1", addresses.prefix) + "*", "method": ["GET", "HEAD", "OPTIONS"]}
    text = f"// Made by claimgraph for {addresses.root}\n"
    text += "".join(f"const {name} = {json.dumps(value, indent=1)};\n" for name, value in given.items())
    text += f"{_FUNCTION}\nexport const config = {json.dumps(config)};\n"
    return {FILE: text.encode()}
