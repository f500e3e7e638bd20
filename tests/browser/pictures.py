"""Pictures of pages for people to look at: kept only when BROWSER_PICTURES names a folder."""

import os
from pathlib import Path

from playwright.sync_api import Page


def keep_picture(page: Page, name: str) -> None:
    """Save the whole page as `name.png` in the folder of the environment variable BROWSER_PICTURES."""
    folder = os.environ.get("BROWSER_PICTURES")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
