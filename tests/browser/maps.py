"""Working with the maps in a browser: waiting for one, and finding a place on its canvas."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def wait_for_map(page: Page, element: str) -> None:
    """Until the map element (`pin-editor`, `project-map`) has drawn what it was given."""
    page.wait_for_function("(name) => document.querySelector(name)?.dataset.ready === 'true'", arg=element)


def canvas_of(page: Page) -> Locator:
    """The canvas that takes the pointer and the keys."""
    return page.locator(".map-canvas")


def point_on(page: Page, right: float, down: float) -> tuple[float, float]:
    """Pixels of the window for a share of the canvas: (0.5, 0.5) is its middle."""
    box = canvas_of(page).bounding_box()
    assert box
    return box["x"] + box["width"] * right, box["y"] + box["height"] * down
