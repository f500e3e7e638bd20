"""One HTML file with a map, made with folium, that fetches nothing: scripts, styles, fonts and ground are inside.

Three locks keep it that way. Texts from people stand in escaped JSON or escaped markup only and become text by script;
every address in the scripts and styles is taken out; and the file carries a content security policy that allows the
scripts of this file by their digests and nothing else, so that a script smuggled in would not run.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import folium
from branca.element import Element, Figure, MacroElement
from django.contrib.staticfiles import finders
from django.utils.html import escape
from django.utils.translation import gettext as _
from folium.template import Template

from gis_reports.outputs.read_back import OutputError

# Namespaces are names, not places anything is fetched from.
_ADDRESS: Final = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)(?:[\w-]+\.)+[a-z]{2,}[^\s\"'`<>)\\]*", re.IGNORECASE)
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FOLIUMS_VIEWPORT: Final = re.compile(r"<meta name=\"viewport\"[^>]*user-scalable=no\"\s*/>")
_ESCAPES: Final = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)

_STYLE_OF: Final[dict[str, dict[str, Any]]] = {
    "neighbour": {"fillColor": "#e6e8e6", "color": "#9aa7b3", "weight": 1, "fillOpacity": 1, "interactive": False},
    "province": {"fillColor": "#f6f5f0", "color": "#17395c", "weight": 2.6, "fillOpacity": 1, "interactive": False},
    "authority": {"fillOpacity": 0, "color": "#6d7b88", "weight": 1, "dashArray": "5 3", "interactive": False},
    "own": {"fillColor": "#ffffff", "color": "#17395c", "weight": 2.6, "fillOpacity": 0.7, "interactive": False},
}


@dataclass(frozen=True, slots=True)
class Ground:
    """One layer of the base map: GeoJSON geometries (WGS 84), drawn in one of the styles of this file."""

    style: str
    geometries: Sequence[Mapping[str, Any]]


class _Page(Figure):
    """folium's page, in the reader's language and with a policy of its own."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.language }}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="POLICY">\n'
        "<title>{{ this.page_title }}</title>\n"
        "{{ this.header.render(**kwargs) }}\n</head>\n<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>{{ this.script.render(**kwargs) }}</script>\n</body>\n</html>\n"
    )

    def __init__(self, *, title: str, language: str) -> None:
        super().__init__()
        self.page_title = escape(title)
        self.language = escape(language)


class _Map(folium.Map):
    """folium's map without what it would fetch: the page carries Leaflet itself, and nothing else is used."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []


class _AsIs(Element):
    """Markup that says just itself. (folium's plain elements read their text as a template.)"""

    _template = Template("{{ this.markup }}")

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.markup = markup


class _Projects(MacroElement):
    """Calls the report's own script once folium has made the map."""

    _template = Template("{% macro script(this, kwargs) %}showProjects({{ this._parent.get_name() }});{% endmacro %}")


def map_page(
    *,
    title: str,
    language: str,
    above: str,
    beside: str,
    data: Mapping[str, Any],
    ground: Sequence[Ground],
    centre: tuple[float, float],
) -> str:
    """The whole page.

    `above` and `beside` are markup that was escaped where it was made; `data` is what frontend/report/data.ts
    describes; `centre` is longitude, latitude. Raises OutputError when the browser files have not been built.
    """
    figure = _Page(title=title, language=language)
    figure.header.add_child(_AsIs(f"<script>{_asset('report.js')}</script>"), name="a-scripts")
    figure.html.add_child(_AsIs(above), name="a-above")
    drawn = _Map(location=(centre[1], centre[0]), tiles=None, zoom_start=10, zoom_snap=0.25)
    for number, layer in enumerate(ground):
        _add_ground(drawn, layer, number)
    drawn.add_child(_Projects())
    figure.add_child(drawn)
    figure.render()  # folium adds its own parts while it renders; what stands below them comes now
    figure.html.add_child(_AsIs(beside), name="z-beside")
    block = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    figure.html.add_child(_AsIs(f'<script type="application/json" id="report-data">{block}</script>'), name="z-data")
    figure.header.add_child(_AsIs(f"<style>{_asset('report-style.css')}</style>"), name="z-styles")
    return _sealed(figure.render())


def _add_ground(drawn: folium.Map, layer: Ground, number: int) -> None:
    if not layer.geometries:
        return
    features = [
        {"type": "Feature", "id": str(index), "properties": {}, "geometry": geometry}
        for index, geometry in enumerate(layer.geometries)
    ]
    style = _STYLE_OF[layer.style]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=f"ground-{number}",
        style_function=lambda _feature: style,
        interactive=False,
    ).add_to(drawn)


def _asset(name: str) -> str:
    """A built browser file without the addresses in it. Raises OutputError when it has not been built."""
    found = finders.find(f"build/report/{name}")
    if not isinstance(found, str):
        raise OutputError(_("The browser files have not been built yet; bin/run --setup-only builds them."))
    return _ADDRESS.sub("", Path(found).read_text(encoding="utf-8"))


def _sealed(page: str) -> str:
    """The page with a policy that names its own scripts by their digests."""
    page = _FOLIUMS_VIEWPORT.sub("", page)
    digests = [
        "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
        for text in _SCRIPT.findall(page)
    ]
    policy = (
        f"default-src 'none'; script-src {' '.join(digests)}; style-src 'unsafe-inline'; img-src data:; font-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
    return page.replace("POLICY", policy, 1)
