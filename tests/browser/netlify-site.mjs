// Answers as Netlify does: `netlify-site.mjs FOLDER PREFIX FUNCTION PORT`. Every request goes through the edge function;
// what that leaves alone is decided by _redirects and the files, and has the headers of _headers.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { parseAllHeaders } from "netlify-headers-parser";
import redirector from "netlify-redirector";

const [folder, prefix, edge, port] = process.argv.slice(2);
const { default: choose, config } = await import(edge);
const find = (name) => [folder, join(folder, "hosting")].map((one) => join(one, name)).find((one) => existsSync(one));
const rules = await redirector.parsePlain(readFileSync(find("_redirects"), "utf8"), {});
const { headers: listed } = await parseAllHeaders({ headersFiles: [find("_headers")], minimal: true });
const types = { css: "text/css", html: "text/html", js: "text/javascript", json: "application/json", svg: "image/svg+xml" };
types.nt = "application/n-triples";
Object.assign(types, { jsonld: "application/ld+json", nq: "application/n-quads", ttl: "text/turtle", txt: "text/plain" });
Object.assign(types, { bib: "application/x-bibtex", csv: "text/csv", md: "text/markdown", rq: "application/sparql-query" });
Object.assign(types, { xml: "application/xml", zip: "application/zip", gz: "application/gzip" });

function answer(path, status, request) {
  const name = decodeURIComponent(path.slice(prefix.length)).replace(/(^|\/)$/, "$1index.html");
  const place = join(folder, name);
  if (!existsSync(place) || statSync(place).isDirectory()) {
    if (status === 200 && existsSync(join(place, "index.html")))
      return new Response(null, { status: 301, headers: { location: `${path}/` } });
    return new Response(readFileSync(join(folder, "404.html")), { status: 404, headers: { "content-type": "text/html" } });
  }
  const data = readFileSync(place);
  const etag = `"${createHash("sha256").update(data).digest("hex")}"`;
  const headers = new Headers({ etag, "content-type": types[name.split(".").pop()] ?? "application/octet-stream" });
  for (const { for: pattern, values } of listed) {
    if (pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern)
      for (const [key, value] of Object.entries(values)) headers.set(key, value);
  }
  const known = status === 200 && request.headers.get("if-none-match") === etag;
  return new Response(known || request.method === "HEAD" ? null : data, { status: known ? 304 : status, headers });
}

function statically(request) {
  const url = new URL(request.url);
  const asked = { scheme: "https", host: url.host, headers: {}, cookieValues: {} };
  const rule = rules.match({
    ...asked, path: url.pathname, query: url.search.slice(1), getHeader: () => "", getCookie: () => "",
  });
  if (rule?.status === 302) return new Response(null, { status: 302, headers: { location: rule.to } });
  return answer(rule ? encodeURI(rule.to) : url.pathname, rule?.status ?? 200, request);
}

createServer(async (incoming, outgoing) => {
  const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const request = new Request(`http://127.0.0.1:${port}${incoming.url}`, { method: incoming.method, headers });
  const own = incoming.url.startsWith(prefix) && config.method.includes(incoming.method);
  const chosen = own ? await choose(request, { next: async () => statically(request) }) : undefined;
  const response = chosen ?? statically(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body) Readable.fromWeb(response.body).pipe(outgoing);
  else outgoing.end();
}).listen(Number(port), "127.0.0.1");
