"""The national map in a real browser, drawn by software: how soon it is usable, how smoothly it is panned."""

from __future__ import annotations

import shutil
import statistics
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.conf import settings

from benchmarks.national.lines import HOST
from benchmarks.national.measuring.bench import Bench

if TYPE_CHECKING:
    from playwright.sync_api import Page

USABLE_S, FRAMES = 2.0, 10.0
OPENINGS = 5
PAN_S = 8.0
WIDE = {"width": 1440, "height": 900}
MAP_PATH = "/projects/map/"
# Where the country is widest when the map opens (pixels of the window).
ON_LAND = (520, 470)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# Counts frames while the map is dragged to and fro; the drags themselves come from outside, as a hand's would.
_COUNT_FRAMES = """() => {
    window.benchmarkFrames = [];
    const count = (now) => { window.benchmarkFrames.push(now); window.benchmarkHandle = requestAnimationFrame(count); };
    window.benchmarkHandle = requestAnimationFrame(count);
}"""
_FRAMES = "() => { cancelAnimationFrame(window.benchmarkHandle); return window.benchmarkFrames; }"
# Something of the project layer is on the canvas: its first tile has come and was drawn.
_HAS_TILE = """() => performance.getEntriesByType('resource').some(
    (one) => one.name.includes('/tiles/projects/') && one.responseEnd > 0)
    && [...document.querySelectorAll('canvas')].some((canvas) => canvas.width > 0)"""


def measure(bench: Bench) -> None:
    """Open, wait, pan, zoom; needs Playwright and a Chromium of this machine."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        bench.note("browser: Playwright is not installed (requirements-dev.lock)")
        return
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        bench.note("browser: no Chromium on this machine")
        return
    # made beforehand: where Playwright is at work, Django refuses to ask the database
    site, visitor, database = bench.site, bench.visitor(), bench.database_pid
    bench.note(f"browser: site {site.pid}, database {database or 'elsewhere'}, {visitor.user.username}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--use-gl=swiftshader"]
        )
        try:
            _measure(bench, browser)
        finally:
            browser.close()


def _measure(bench: Bench, browser: Any) -> None:
    usable = []
    for _ in range(OPENINGS):
        context = _signed_in(bench, browser)
        page = context.new_page()
        usable.append(_seconds_until_usable(bench, page))
        if len(usable) < OPENINGS:
            context.close()
    note = f"median of {OPENINGS} openings with an empty cache; slowest {max(usable):.2f} s"
    bench.add(
        "browser",
        "national map, until the first tile is drawn",
        statistics.median(usable),
        "s",
        target=USABLE_S,
        note=note,
    )
    for name, steps in (("the country", 0), ("a province", 4), ("a town", 9)):
        _seconds_until_usable(bench, page)
        page.mouse.move(*ON_LAND)
        for _ in range(steps):
            page.mouse.wheel(0, -400)
            page.wait_for_timeout(700)
        _picture(page, f"national-map-{name.rpartition(' ')[2]}")
        _pan(bench, page, name)
    context.close()


def _signed_in(bench: Bench, browser: Any) -> Any:
    context = browser.new_context(viewport=WIDE, locale="th-TH")
    pairs = [pair.strip().split("=", 1) for pair in bench.visitor().cookie.split(";")]
    context.add_cookies([{"name": name, "value": value, "domain": HOST, "path": "/"} for name, value in pairs])
    return context


def _seconds_until_usable(bench: Bench, page: Page) -> float:
    begun = time.monotonic()
    page.goto(f"http://{HOST}:{bench.port}{MAP_PATH}", wait_until="commit")
    page.wait_for_function(_HAS_TILE, polling=20, timeout=30_000)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return time.monotonic() - begun


def _pan(bench: Bench, page: Page, name: str) -> None:
    """Drag to and fro for some seconds and count what was drawn meanwhile."""
    middle = ON_LAND
    page.evaluate(_COUNT_FRAMES)
    with bench.usage() as used:
        begun, side = time.monotonic(), 1
        while time.monotonic() - begun < PAN_S:
            page.mouse.move(*middle)
            page.mouse.down()
            for step in range(1, 16):
                page.mouse.move(middle[0] + side * step * 18, middle[1] + side * step * 6)
            page.mouse.up()
            side = -side
    frames = page.evaluate(_FRAMES)
    gaps = [after - before for before, after in pairwise(frames)]
    per_second = len(gaps) / (sum(gaps) / 1000) if gaps else 0.0
    note = f"longest pause {max(gaps, default=0):.0f} ms; {used.words()}"
    bench.add(
        "browser",
        f"frames a second while panning {name}",
        per_second,
        "a second",
        target=FRAMES,
        direction="least",
        note=note,
    )


def _picture(page: Page, name: str) -> None:
    folder = settings.BASE_DIR / "var" / "national"
    folder.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(1500)
    page.screenshot(path=folder / f"{name}.png")
