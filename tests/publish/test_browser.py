"""The site in a real browser, headless Chromium: as it is read, by whom, and with what."""

import json
import os
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from claimgraph import project
from claimgraph.publish.addresses import sent
from claimgraph.publish.loopback import serving
from claimgraph.publish.paths import quoted
from claimgraph.publish.release import release
from publish.conftest import DATA, FILES, ONTOLOGY, Build, write
from publish.releasing import edit, project_in, version
from publish.serving import nginx, required
from support import ROOT, require

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--hide-scrollbars",
    "--disable-features=BackForwardCache",
    "--force-device-scale-factor=1",
    "--window-size=1200,900",
    "--lang=en",
)
_PATIENCE = 60

GROUP = "libya/group/ansar-al-sharia-libya/"
CLAIM = "libya/claim/foreign-fighters-in-libya-41-07/"
KINDS = {
    "home": "",
    "names": "names/",
    "questions": "queries/",
    "question": "queries/fronts-and-affiliates/",
    "vocabulary": "vocabulary/",
    "ontology": "allegiance/",
    "term": "allegiance/Front/",
    "shape": "shapes/personLabel/",
    "quality": "quality/",
    "about": "about/",
    "changes": "changes/",
    "ethics": "libya/ethics/",
    "search": "search/?q=ansar",
    "dataset": "libya/",
    "collection": "libya/group/",
    "group": GROUP,
    "document": "libya/document/aqim-in-libya/",
    "claim": CLAIM,
    "missing": "404.html",
}


class Browser:
    """The one browser of all tests, on the site of the shipped dataset."""

    def __init__(self, driver: Chrome, base: str) -> None:
        self.driver = driver
        self.base = base

    def open(self, path: str, base: str = "") -> None:
        self.asked()  # what was before is no concern of ours
        self.said()
        self.driver.get((base or self.base) + path)

    def asked(self) -> list[str]:
        """The addresses that were asked for since the page was opened."""
        events = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        urls = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
        return [
            url for url in urls if urlsplit(url).scheme not in ("chrome", "chrome-untrusted", "data")
        ]  # the browser's own pages

    def said(self) -> list[str]:
        """What the console has had to say."""
        return [entry["message"] for entry in self._log("browser")]

    def _log(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.driver.execute(Command.GET_LOG, {"type": name})["value"]
        return found

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def command(self, name: str, **parameters: object) -> dict[str, Any]:
        """A command of the Chrome DevTools Protocol."""
        answer: dict[str, Any] = self.driver.execute_cdp_cmd(name, parameters)
        return answer

    def until(self, script: str) -> None:
        """Wait until a condition holds in the page."""
        WebDriverWait(self.driver, _PATIENCE, 0.05).until(lambda driver: driver.execute_script(f"return {script}"))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory, nginx_shipped: str) -> Iterator[Browser]:
    """The browser, started once."""
    options = ChromeOptions()
    options.binary_location = required("chromium", "chromium")
    for flag in _FLAGS:
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=ChromeService(required("chromedriver", "chromium-driver")))
    try:
        yield Browser(driver, nginx_shipped)
    finally:
        driver.quit()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The browser with nothing that another test has set."""
    yield chromium
    chromium.command("Emulation.setScriptExecutionDisabled", value=False)
    chromium.command("Emulation.setEmulatedMedia", media="", features=[])
    chromium.command("Emulation.clearDeviceMetricsOverride")


@pytest.fixture(scope="module")
def axe() -> str:
    """The accessibility rules of axe-core."""
    path = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
    return require(path, "axe-core (npm install in tests/browser)").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_a_page_of_each_kind_is_sound(browser: Browser, axe: str, path: str) -> None:
    is_sound(browser, axe, path)


def test_a_document_of_hash_iris_is_sound(browser: Browser, axe: str, nginx_small: str) -> None:
    is_sound(browser, axe, "set/town/hash/#part", nginx_small)
    assert browser.one(":target h3").text.startswith("part")


def is_sound(browser: Browser, axe: str, path: str, base: str = "") -> None:
    browser.open(path, base)
    browser.until("document.readyState === 'complete'")
    assert browser.said() == []
    assert {urlsplit(url).netloc for url in browser.asked()} == {urlsplit(base or browser.base).netloc}
    browser.run(axe)
    every = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    colours = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    for scheme, rules in (("light", every), ("dark", colours)):
        browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        found = browser.driver.execute_async_script(
            "axe.run(document, arguments[0]).then(arguments[1], e => arguments[1]({violations: [String(e)]}))",
            rules | {"resultTypes": ["violations"]},
        )
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == [], scheme


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_a_page_of_each_kind_fits_a_phone(browser: Browser, path: str) -> None:
    browser.command("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=1, mobile=True)
    browser.open(path)
    assert browser.run("return document.documentElement.scrollWidth") <= 360
    assert browser.run("return innerWidth") == 360


WIDTHS = (320, 641, 700, 1200)


def scrolls(browser: Browser, path: str, base: str = "") -> list[tuple[str, int]]:
    """The widths at which the whole of a page can be scrolled sideways, all that it has opened."""
    found = []
    for width in WIDTHS:
        browser.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=740, deviceScaleFactor=1, mobile=False
        )
        browser.open(path, base)
        browser.run("for (const part of document.querySelectorAll('details')) part.open = true")
        if browser.run("return document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append((path, width))
    return found


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_a_page_of_each_kind_scrolls_sideways_at_no_width(browser: Browser, path: str) -> None:
    assert scrolls(browser, path) == []


def test_a_very_long_word_scrolls_no_page_sideways(browser: Browser, tmp_path: Path, build: Build) -> None:
    word = "W" * 300
    files = {name: text.replace('label "', f'label "{word} ') for name, text in FILES.items() if name.endswith(".ttl")}
    config = FILES["claimgraph.toml"].replace("A site", word).replace("Claims about", word).replace("A & B", word)
    prose = f"# {word}\n\n{word}\n\n| a | b |\n| - | - |\n| {word} | {word} |\n"
    build(write(tmp_path / "p", files | {"claimgraph.toml": config, "docs/ethics.md": prose}), tmp_path / "site")
    paths = ["", "quality/", "vocabulary/", "names/", "about/", "terms/", "terms/Trade/", "queries/towns/", "set/"]
    paths += [f"set/{name}/" for name in ("ethics", "paper", "claim/2", "claim/5", "town", "town/Ada", "town/wide")]
    with serving(tmp_path / "site") as base:
        assert [found for path in paths for found in scrolls(browser, path, base)] == []


def states(browser: Browser, selector: str) -> dict[str, int]:
    found: dict[str, int] = browser.run(
        "const n = {}; for (const e of document.querySelectorAll(arguments[0]))"
        " n[e.dataset.then || ''] = (n[e.dataset.then || ''] || 0) + 1; return n;",
        selector,
    )
    return found


def test_a_date_sets_tables_and_pictures_together(browser: Browser) -> None:
    browser.open(GROUP)
    slider = browser.one("form.asof input[type=range]")
    parts = ("tr[data-when]", "figure.picture:first-of-type g[data-when]")
    before = {part: states(browser, part) for part in parts}
    assert all(set(found) == {""} for found in before.values())
    slider.send_keys(Keys.END)
    first = browser.one("form.asof output").text
    assert first != "at any time"
    for part, found in before.items():
        after = states(browser, part)
        assert sum(after.values()) == found[""]
        assert "" not in after and len(after) > 1
    hidden = browser.all("tr[data-then=no]")
    assert hidden and not any(row.is_displayed() for row in hidden[:3])
    slider.send_keys(Keys.ARROW_LEFT)
    assert browser.one("form.asof output").text != first
    possible = states(browser, parts[0])
    browser.one("form.asof .possibly").click()
    certain = states(browser, parts[0])
    assert certain.get("possible", 0) == 0 and certain["no"] == possible["no"] + possible.get("possible", 0)
    browser.one("form.asof button[type=reset]").click()
    browser.until("document.querySelector('form.asof output').textContent === 'at any time'")
    assert states(browser, parts[0]) == before[parts[0]]


CONTRAST = """
const rgb = (text) => text.match(/[0-9.]+/g).slice(0, 3).map(Number);
const light = (part) => (part /= 255) <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
const bright = (colour) => colour.map(light).reduce((sum, part, i) => sum + part * [.2126, .7152, .0722][i], 0);
const paper = rgb(getComputedStyle(document.body).backgroundColor);
return [...document.querySelectorAll("svg [data-then=possible] text")].map((text) => {
  let opacity = 1;
  for (let part = text; part; part = part.parentElement) opacity *= getComputedStyle(part).opacity;
  const ink = rgb(getComputedStyle(text).fill).map((part, i) => part * opacity + paper[i] * (1 - opacity));
  const [low, high] = [bright(ink), bright(paper)].sort((a, b) => a - b);
  return (high + .05) / (low + .05);
});
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_possibly_held_can_be_read_in_pictures(browser: Browser, scheme: str) -> None:
    browser.open(GROUP)
    browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.one("form.asof input[type=range]").send_keys(Keys.END, *[Keys.ARROW_LEFT] * 40)
    browser.run("for (const part of document.querySelectorAll('[data-when]')) part.style.transition = 'none'")
    contrasts = browser.run(CONTRAST)
    assert len(contrasts) > 5 and min(contrasts) >= 4.5


def test_headings_count_what_a_date_leaves(browser: Browser) -> None:
    browser.open(GROUP)
    heads = "th[scope=rowgroup] .number, table.claims caption"
    before = [head.text for head in browser.all(heads)]
    browser.one("form.asof input[type=range]").send_keys(Keys.HOME, Keys.ARROW_RIGHT)
    left = browser.run(
        "return [...document.querySelectorAll('table.claims caption, th[scope=rowgroup]')].map((head) =>"
        " [...head.closest(head.matches('caption') ? 'table' : 'tbody').querySelectorAll('tr[data-when]')])"
        ".map((rows) => `${rows.filter((row) => row.checkVisibility()).length} of ${rows.length} at this date`)"
    )
    after = [head.text for head in browser.all(heads) if head.is_displayed()]
    assert len(after) > 5 and any(head.startswith("0 of ") for head in after)
    assert all(head.endswith(wanted) for head, wanted in zip(after, left, strict=False))
    browser.one("form.asof button[type=reset]").click()
    browser.until("document.querySelector('form.asof output').textContent === 'at any time'")
    assert [head.text for head in browser.all(heads)] == before


def test_a_page_on_paper_says_which_date_was_chosen(browser: Browser) -> None:
    def printed() -> str:
        browser.command("Emulation.setEmulatedMedia", media="print")
        shown: str = browser.one("main").text
        assert not browser.one("form.asof input[type=range]").is_displayed()
        browser.command("Emulation.setEmulatedMedia", media="")
        return shown

    browser.open(GROUP)
    assert "This is not all" not in printed()
    browser.one("form.asof input[type=range]").send_keys(Keys.END, Keys.ARROW_LEFT)
    assert not browser.one("form.asof .chosen").is_displayed()
    day = browser.one("form.asof output").text
    wanted = f"This is not all: of what has a date it shows only what certainly or possibly held {day}. Of the claims"
    assert wanted in printed()
    browser.one("form.asof .possibly").click()
    assert f"it shows only what certainly held {day}." in printed()


def test_a_claim_in_two_tables_is_counted_once(browser: Browser) -> None:
    browser.open("")
    browser.one("form.asof input[type=range]").send_keys(Keys.END)
    numbers = [int(word) for word in browser.one("form.asof .count").text.split() if word.isdecimal()]
    links = "new Set([...document.querySelectorAll('tr[data-when] a.more')].map((link) => link.href)).size"
    rows = "document.querySelectorAll('tr[data-when]').length"
    assert sum(numbers) == browser.run(f"return {links}") < browser.run(f"return {rows}")


def test_search_finds_a_name_from_any_page(browser: Browser) -> None:
    browser.open(CLAIM)
    browser.one("#q").send_keys("Ansar SHARIA lib", Keys.ENTER)
    browser.until("document.querySelectorAll('#results li').length > 0")
    first = browser.one("#results a")
    assert "Ansar al-Sharia in Libya" in first.text
    first.click()
    browser.until("document.querySelector('h1').textContent.includes('Ansar al-Sharia in Libya')")
    browser.open("search/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    browser.until("document.getElementById('results-status').textContent.includes('Nothing is called')")
    assert browser.said() == []


NAMES = """\
@prefix d: <https://example.org/set/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
d:1 rdfs:label "Ansar al-Sharia in Libya"@en . d:2 rdfs:label "أَنْصَار الشريعة"@ar . d:3 rdfs:label "مصطفى الإسلامي"@ar .
d:4 rdfs:label "Łódź & Straße"@pl . d:5 rdfs:label "C++" .
"""
TYPED = {
    '"Ansar al-Sharia in Libya"': "1",
    "Ansar al-Sharia, (Libya)": "1",
    "sharia/libya": "1",
    "انصار الشريعه": "2",
    "انصـــار": "2",
    "مصطفي": "3",
    "اسلامي": "3",
    "lodz strasse": "4",
    "c++": "5",
    "++": "5",
}


def test_search_finds_names_as_people_type_them(browser: Browser, tmp_path: Path, build: Build) -> None:
    build(write(tmp_path / "p", {"data/names.ttl": NAMES}), tmp_path / "site")
    with serving(tmp_path / "site") as base:
        for typed, wanted in TYPED.items():
            browser.open(f"search/?q={quote(typed, safe='')}", base)
            browser.until("!document.getElementById('results-status').textContent.includes('the script')")
            found = [link.get_dom_attribute("href") for link in browser.all("#results a")]
            assert f"../set/{wanted}/index.html" in found[:1], (typed, found)
            assert browser.driver.title.startswith(f"{typed} – Search")


def test_who_comes_back_finds_the_date_that_was_chosen(browser: Browser) -> None:
    browser.open(GROUP)
    browser.one("form.asof input[type=range]").send_keys(Keys.END, *[Keys.ARROW_LEFT] * 30)
    browser.one("form.asof .possibly").click()
    before = states(browser, "tr[data-when]"), browser.one("form.asof output").text
    browser.run("document.querySelector('tr:not([data-then=no]) a.more').click()")
    browser.until("document.querySelector('h1') && !document.querySelector('form.asof')")
    browser.driver.back()
    browser.until("document.querySelector('form.asof output')?.textContent.startsWith('in ')")
    assert (states(browser, "tr[data-when]"), browser.one("form.asof output").text) == before


MARK = """
const row = document.querySelector("tr[data-then=possible]:has(.bounds):not(:has(.written))");
return getComputedStyle(row.querySelector("td"), "::after").content;
"""


def test_what_possibly_held_is_marked_whatever_its_date_is_written_in(
    browser: Browser, tmp_path: Path, build: Build
) -> None:
    text = DATA.replace('cg:edtf "2010/2012-06" ; ', "")
    build(write(tmp_path / "p", {"data/all.ttl": text}), tmp_path / "site")
    with serving(tmp_path / "site") as base:
        browser.open("set/paper/", base)
        browser.one("form.asof input[type=range]").send_keys(Keys.END, *[Keys.ARROW_LEFT] * 10)
        assert "possibly then" in browser.run(MARK)


def test_bars_of_what_possibly_held_stand_behind_those_of_what_did(browser: Browser) -> None:
    def opacities(then: str) -> set[float]:
        bars = browser.all(f"[data-then={then}] > .unsure")
        return {float(bar.value_of_css_property("opacity")) for bar in bars}

    browser.open(GROUP)
    browser.one("form.asof input[type=range]").send_keys(Keys.END, *[Keys.ARROW_LEFT] * 30)
    browser.run("for (const part of document.querySelectorAll('[data-when]')) part.style.transition = 'none'")
    assert max(opacities("possible")) < min(opacities("certain"))


def test_only_what_does_not_fit_is_a_stop_of_the_keyboard(browser: Browser) -> None:
    stops = "document.querySelectorAll('.scroll[tabindex]').length"
    browser.open("libya/document/aqim-in-libya/")
    browser.until(f"{stops} === 0")
    browser.command("Emulation.setDeviceMetricsOverride", width=700, height=740, deviceScaleFactor=1, mobile=False)
    browser.until(f"{stops} > 0")


def test_a_wide_picture_is_not_made_small(browser: Browser, tmp_path: Path, build: Build) -> None:
    steps = "".join(
        f"c:s{number} a t:Step ; cg:subject w:s{number + 1} ; cg:object w:s{number} . w:s{number} a t:Town .\n"
        for number in range(6)
    )
    step = "t:Step rdfs:subClassOf cg:Lineage . cg:Lineage rdfs:subClassOf cg:RelationClaim .\n"
    files = {"data/all.ttl": DATA + steps, "ontology/terms.ttl": ONTOLOGY + step}
    build(write(tmp_path / "p", files), tmp_path / "site")
    with serving(tmp_path / "site") as base:
        browser.open("", base)
        name = "document.querySelector('section[aria-labelledby=lineage] svg a')"
        drawn, shown = (browser.run(f"return {name}.{box}().height") for box in ("getBBox", "getBoundingClientRect"))
        assert shown == pytest.approx(drawn, abs=1)
        assert scrolls(browser, "", base) == []


def test_the_keyboard_reaches_the_content(browser: Browser) -> None:
    browser.open(GROUP)
    browser.one("body").send_keys(Keys.TAB)
    assert browser.run("return document.activeElement.className") == "skip"
    assert browser.run("const r = document.activeElement.getBoundingClientRect(); return r.top >= 0 && r.left >= 0")
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    browser.until("document.activeElement.id === 'content'")
    seen = set()
    for _ in range(12):
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        style = browser.run(
            "const e = document.activeElement, s = getComputedStyle(e);"
            "return [e.tagName, s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0]"
        )
        assert style[1], f"the focus is not to be seen on {style[0]}"
        seen.add(style[0])
    assert {"A", "INPUT"} <= seen


def test_dark_mode_is_dark(browser: Browser) -> None:
    def lightness() -> int:
        colour = "getComputedStyle(document.body).backgroundColor"
        numbers = browser.run(f"return {colour}.match(/[0-9.]+/g).map(Number)")
        return int(sum(numbers[:3]))

    browser.open("")
    browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])
    light = lightness()
    browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    assert lightness() < 200 < 600 < light


@pytest.mark.parametrize("path", [GROUP, CLAIM, "search/", ""], ids=["group", "claim", "search", "home"])
def test_without_scripts_everything_can_be_read(browser: Browser, path: str) -> None:
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(path)
    text = browser.one("main").text
    assert len(text) > 100
    assert not [form for form in browser.all("form.asof") if form.is_displayed()]
    if path == GROUP:
        assert all(row.is_displayed() for row in browser.all("tr[data-when]")[:5])
        assert browser.one("svg").is_displayed()
    if path == "search/":
        assert [link for link in browser.all("main a") if link.is_displayed()]


IMAGES = {"site-group.png": GROUP, "site-claim.png": CLAIM}
_SIZE = (1200, 900)
_TOLERANCE = 6.0  # other fonts make less of a difference, another page more


@pytest.mark.parametrize("name", IMAGES)
def test_the_readme_shows_the_site(browser: Browser, name: str) -> None:
    browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])
    browser.command(
        "Emulation.setDeviceMetricsOverride", width=_SIZE[0], height=_SIZE[1], deviceScaleFactor=1, mobile=False
    )
    browser.open(IMAGES[name])
    path = ROOT / "docs" / "images" / name
    seen = browser.driver.get_screenshot_as_png()
    if "CLAIMGRAPH_RENEW_IMAGES" in os.environ:
        path.write_bytes(seen)
    browser.open("404.html")
    other = browser.driver.get_screenshot_as_png()
    alike, unlike = (difference(browser, path.read_bytes(), data) for data in (seen, other))
    assert alike < _TOLERANCE < unlike, "the page looks different now: CLAIMGRAPH_RENEW_IMAGES=1 renews the image"
    assert f"docs/images/{name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def difference(browser: Browser, one: bytes, other: bytes) -> float:
    """How different two pictures of the same size are, from 0 to 255, seen from so far that letters are grey."""
    browser.driver.get("about:blank")
    found: float | str = browser.driver.execute_async_script(
        """
        const [one, other, [width, height], done] = arguments;
        const seen = async (data) => {
          const image = new Image();
          image.src = "data:image/png;base64," + data;
          await image.decode();
          if (image.naturalWidth !== width || image.naturalHeight !== height) throw "it has another size";
          const canvas = new OffscreenCanvas(width / 20, height / 20).getContext("2d");
          canvas.imageSmoothingQuality = "high";
          canvas.drawImage(image, 0, 0, width / 20, height / 20);
          return canvas.getImageData(0, 0, width / 20, height / 20).data;
        };
        Promise.all([seen(one), seen(other)]).then(([a, b]) => {
          let sum = 0;
          for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
          done(sum / a.length * 4 / 3);
        }).catch((error) => done(String(error)));
        """,
        b64encode(one).decode(),
        b64encode(other).decode(),
        _SIZE,
    )
    assert isinstance(found, float | int), found
    return found


def test_long_names_and_those_of_other_scripts_stay_in_their_place(browser: Browser, nginx_small: str) -> None:
    browser.command("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=1, mobile=True)
    for path in ("set/town/wide/", "names/", "set/claim/5/", "set/town/hash/"):
        browser.open(path, nginx_small)
        assert browser.run("return document.documentElement.scrollWidth") <= 360, path
    assert browser.run("return getComputedStyle(document.querySelector('main a')).unicodeBidi") == "plaintext"


@pytest.mark.parametrize("width", [360, 1000])
def test_what_a_line_break_parts_stays_apart_without_it(browser: Browser, width: int) -> None:
    browser.command("Emulation.setDeviceMetricsOverride", width=width, height=740, deviceScaleFactor=1, mobile=True)
    browser.open("libya/group/ansar-al-sharia-libya/")
    joined = browser.run(
        "return [...document.querySelectorAll('td br')].map((br) => [br.closest('td').innerText,"
        " br.previousElementSibling.innerText + br.nextElementSibling.innerText])"
    )
    assert any("via " in parts for _, parts in joined) and any("hedged" in parts for _, parts in joined)
    assert not [parts for text, parts in joined if parts in text]


def test_the_slider_knows_the_first_century(browser: Browser, nginx_small: str) -> None:
    browser.open("set/town/wide/", nginx_small)
    browser.one("form.asof input[type=range]").send_keys(Keys.HOME, Keys.ARROW_RIGHT)
    assert browser.one("form.asof output").text == "in January 50"
    assert browser.one("form.asof .count").text.startswith("Of the claims in the tables 0 certainly held then, 2")


def test_the_difference_between_releases_is_shown_as_it_looks(browser: Browser, build: Build, tmp_path: Path) -> None:
    folder = project_in(tmp_path / "project")
    release(project.find(folder), "1.0.0", "2026-12-01")
    version(folder, "1.0.0", "1.1.0")
    edit(folder, "data/all.ttl", '"Bee"', '"Bees"')
    release(project.find(folder), "1.1.0", "2026-12-02")
    build(folder, tmp_path / "site")
    with nginx(tmp_path / "nginx", tmp_path / "site") as address:
        browser.open("set/releases/1.1.0/changes.html", address)
        assert [line for line in browser.said() if "favicon" not in line] == []
        assert browser.run("return getComputedStyle(document.querySelector('ins')).display") == "block"


@pytest.mark.parametrize("served", ["by its rules", "as files"])
def test_no_name_or_iri_does_anything(
    browser: Browser, small: Path, nginx_small: str, tmp_path: Path, served: str
) -> None:
    table = json.loads((small / "hosting" / "addresses.json").read_bytes())
    (tmp_path / "of").mkdir()
    (tmp_path / "of" / "towns").symlink_to(small)
    with serving(tmp_path) as plain:
        base = nginx_small if served == "by its rules" else f"{plain}of/towns/"
        for iri, folder in table["resources"].items():
            path = quoted(f"{folder}/")
            if served == "by its rules" and "#" not in iri and ".." not in iri and not iri.endswith("index.html"):
                path = sent(iri.removeprefix(table["root"]))  # as somebody comes to it who has the IRI alone
            browser.open(path, base)  # an alert would make all that follows fail
            gone = folder in table["gone"]
            said = [line for line in browser.said() if not (gone and "410 (Gone)" in line)]
            assert said == []
            assert {urlsplit(url).netloc for url in browser.asked()} == {urlsplit(base).netloc}
            assert browser.all("a[href^='javascript:' i], a[href^='data:' i], main img, main script") == []
            if not gone:
                assert unquote(browser.driver.current_url) == f"{base}{folder}/"
                # Of what was removed itself, and is the document of something that was not, nothing is to be cited.
                cited = [] if browser.one("h1").text == "Removed" else [iri]
                assert [link.get_dom_attribute("href") for link in browser.all("link[rel=cite-as]")] == cited
