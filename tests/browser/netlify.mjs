// Reads _redirects and _headers as Netlify does: `netlify.mjs REDIRECTS HEADERS REQUEST…`, each request a path with
// or without a query; prints, as JSON, the rule that each of them matches, or null, and all headers by path.
import { readFileSync } from "node:fs";
import { parseAllHeaders } from "netlify-headers-parser";
import redirector from "netlify-redirector";

const [redirects, headersFile, ...requests] = process.argv.slice(2);
const rules = await redirector.parsePlain(readFileSync(redirects, "utf8"), {});
const none = { scheme: "https", host: "pages.example", headers: {}, cookieValues: {} };
const matched = requests.map((request) => {
  const [path, query = ""] = request.split("?");
  return rules.match({ ...none, path, query, getHeader: () => "", getCookie: () => "" });
});
const headers = await parseAllHeaders({ headersFiles: [headersFile], minimal: true });
console.log(JSON.stringify({ matched, headers: headers.headers, errors: headers.errors.map(String) }));
