// The date slider and the search. Pages are whole without either.
"use strict";

// ---------------------------------------------------------------- a date for network, timeline and tables together

// data-when has the first and last day on which a claim can have begun, then on which it can have ended: years 0001
// and 9999 are no limit. It held in a month certainly if it did so in every reading of its dates, possibly if in one
// (docs/time.md). Days in ISO 8601 compare as texts.
function then(bounds, first, last) {
  const [firstStart, lastStart, firstEnd, lastEnd] = bounds.split(" ");
  if (lastStart <= last && firstEnd >= first) return "certain";
  return firstStart <= last && lastEnd >= first ? "possible" : "no";
}

// The numbers in headings of groups of claims, and in captions of tables: each sets itself to how many are left then.
function numbered() {
  const groups = [...document.querySelectorAll("th[scope=rowgroup] .number")].map((place) => [place, "tbody"]);
  const captions = [...document.querySelectorAll("table.claims caption")].map((caption) => {
    const place = document.createElement("span");
    place.className = "number";
    caption.append(place);
    return [place, "table"];
  });
  return [...groups, ...captions].map(([place, around]) => {
    const rows = [...place.closest(around).querySelectorAll("tr[data-when]")];
    const [whole, before] = [place.textContent, around === "table" ? ": " : ""];
    return {
      set(dated) {
        const left = rows.filter((row) => row.dataset.then !== "no").length;
        place.textContent = dated ? `${before}${left} of ${rows.length} at this date` : whole;
      },
    };
  });
}

function slide(form) {
  const items = [...document.querySelectorAll("[data-when]")];
  const years = items.flatMap((item) => item.dataset.when.match(/\d{4}(?=-\d\d-\d\d)/g) || []).map(Number)
    .filter((year) => year > 1 && year < 9999);
  if (!years.length) return;
  const from = Math.min(...years);
  const range = form.querySelector("input[type=range]");
  const output = form.querySelector("output");
  const possibly = form.querySelector(".possibly");
  const count = form.querySelector(".count");
  const chosen = form.querySelector(".chosen"); // for whoever has the page on paper, where the form is not
  const numbers = numbered();
  const names = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });
  // Date.UTC takes the years 0 to 99 for those of the twentieth century.
  const day = (month, number) => new Date(new Date(0).setUTCFullYear(from, month, number));
  range.max = (Math.max(...years) - from + 1) * 12;

  function set() {
    const month = Number(range.value) - 1;
    if (month < 0) {
      for (const item of items) delete item.dataset.then;
      for (const number of numbers) number.set();
      output.textContent = "at any time";
      range.setAttribute("aria-valuetext", "at any time");
      count.textContent = chosen.textContent = "";
      return;
    }
    const [first, last] = [day(month, 1), day(month + 1, 0)];
    const [start, end] = [first, last].map((day) => day.toISOString().slice(0, 10));
    const claims = { certain: new Set(), possible: new Set(), no: new Set() };
    for (const item of items) {
      const found = item.dataset.when.split(" | ").map((bounds) => then(bounds, start, end));
      let state = ["certain", "possible", "no"].find((one) => found.includes(one));
      if (item.matches("tr")) claims[state].add(item.querySelector("a.more").href); // one may be in several tables
      if (state === "possible" && !possibly.checked) state = "no";
      item.dataset.then = state;
    }
    for (const number of numbers) number.set(true);
    output.textContent = `in ${names.format(first)}`;
    range.setAttribute("aria-valuetext", output.textContent);
    count.textContent = `Of the claims in the tables ${claims.certain.size} certainly held then,`
      + ` ${claims.possible.size} possibly, ${claims.no.size} did not.`;
    const which = possibly.checked ? "certainly or possibly" : "certainly";
    chosen.textContent = `This is not all: of what has a date it shows only what ${which} held ${output.textContent}. `
      + count.textContent;
  }

  range.addEventListener("input", set);
  possibly.addEventListener("change", set);
  form.addEventListener("reset", () => setTimeout(set));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  set();
  addEventListener("pageshow", set); // whoever comes back finds the form as it was left
}

// ---------------------------------------------------------------- tables and pictures that are scrolled by keys

// What fits needs no stop for the keyboard.
const fits = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

// ---------------------------------------------------------------- search

// Letters that are written for one another, or for which others are typed.
const LIKE = { "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe",
  "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "" };

// Without accents, vowel signs, case and quotes, so that names are found as people type them.
const plain = (text) => text.normalize("NFKD").toLowerCase().replace(/[\p{M}'‘’ʿʾʼ]/gu, "")
  .replace(/[łøđðıþßæœٱىیکةـ]/g, (letter) => LIKE[letter]);

function score(row, words) {
  const [label, , , others] = row.map(plain);
  let total = 0;
  for (const word of words) {
    const at = label.indexOf(word);
    if (at === 0) total += 4;
    else if (at > 0) total += /[^\p{L}\p{N}]/u.test(label[at - 1]) ? 3 : 2;
    else if (others.includes(word)) total += 1;
    else return 0;
  }
  return total + 1 / (1 + label.length);
}

async function search(list) {
  const status = document.getElementById("results-status");
  const text = new URLSearchParams(location.search).get("q") || "";
  document.getElementById("q").value = text;
  const signs = plain(text).trim();
  const words = signs.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (!words.length && signs) words.push(signs);
  if (!words.length) {
    status.textContent = "Write a name, or part of one, into the field above.";
    return;
  }
  let rows;
  try {
    rows = await (await fetch(list.dataset.index)).json();
  } catch {
    status.firstChild.textContent = "The list to look through could not be read: from a disk, browsers read none. "
      + "Look through the ";
    return;
  }
  document.title = `${text} – ${document.title}`;
  const found = rows.map((row) => [score(row, words), row]).filter(([points]) => points > 0);
  found.sort((one, other) => other[0] - one[0]);
  status.textContent = found.length
    ? `${found.length} found for “${text}”${found.length > 100 ? "; the first 100 are shown" : ""}.`
    : `Nothing is called “${text}”.`;
  for (const [, [label, kind, path, , language]] of found.slice(0, 100)) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = list.dataset.root + path;
    link.textContent = label;
    if (language) Object.assign(link, { lang: language, dir: "auto" });
    const note = document.createElement("span");
    note.className = "note";
    note.textContent = ` ${kind}`;
    item.append(link, note);
    list.append(item);
  }
}

document.querySelectorAll("form.asof").forEach(slide);
document.querySelectorAll(".scroll").forEach((part) => fits.observe(part));
const results = document.getElementById("results");
if (results) search(results);
