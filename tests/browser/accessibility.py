"""What axe, the accessibility checker, finds on a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def assert_accessible(page: Page) -> None:
    """Every rule of axe for WCAG 2.2 A and AA, and its best practices. Names rule, place and reason."""
    found = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(f"{node['target']}: {node['html'][:160]}" for node in violation["nodes"])
        for violation in Axe().run(page).response["violations"]
    ]
    assert not found, f"axe on {page.url}:\n" + "\n".join(found)
