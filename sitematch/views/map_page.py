"""The page around a map: folium's layers, our scripts and styles inlined, a policy that lets nothing else run.

No text of others goes through folium: it would be pasted unescaped into HTML and JavaScript, and what branca has
rendered it renders once more as a template, so that ``{{ … }}`` in a name would run on the server. Folium gets
geometries, numbers and names of our own; the texts stand in the page as JSON data, which our script writes as text.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from branca.element import Figure, MacroElement
from folium import GeoJson, Map, TileLayer
from folium.map import CustomPane
from folium.template import Template
from folium.utilities import JsCode
from jinja2 import Environment
from markupsafe import Markup

from sitematch.core.evidence import Lang
from sitematch.texts import translator
from sitematch.views.assets import list_style, scripts, styles
from sitematch.views.backdrop import Backdrop
from sitematch.views.labels import class_word
from sitematch.views.legend import facility_signs
from sitematch.views.map_parts import DrawnSite, MapOptions
from sitematch.views.page_templates import templates_in

if TYPE_CHECKING:
    from branca.element import Element

TEMPLATES: Final = Path(__file__).parent / "templates"
MAX_ZOOM: Final = 18
_NONE: Final[list[tuple[str, str]]] = []
_STATUSES: Final = ("qualifies", "open", "fails")


class OfflineMap(Map):
    """A folium map that asks nothing of any server: no stylesheet or script of its own, no tiles unless given."""

    default_js = _NONE
    default_css = _NONE
    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id={{ this.get_name()|tojson }}></div>{% endmacro %}
        {% macro script(this, kwargs) %}
var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )


class Page(Figure):
    """The page of a map, from our own template in place of folium's."""

    def __init__(self, page: Mapping[str, Any], data: Mapping[str, Any], lang: Lang, options: MapOptions) -> None:
        super().__init__()
        self.page = page
        self.data = data
        self.lang = lang
        self.options = options

    def render(self, **kwargs: Any) -> str:
        """The whole page as HTML."""
        for child in self._children.values():
            child.render(**kwargs)
        texts = [*scripts(), _lines(self.script.render(**kwargs))]
        looks = [*styles(), list_style()] if self.options.full else [*styles()]
        nonce = self.options.nonce
        return (
            _templates(self.lang)
            .get_template("list.html" if self.options.full else "map.html")
            .render(
                page=self.page,
                framed=self.options.framed,
                data=self.data,
                body=self.html.render(**kwargs).strip(),
                scripts=texts,
                styles=looks,
                policy=_policy(texts, looks, self.options.tiles_url) if nonce is None else "",
                nonce=Markup(' nonce="{}"').format(nonce) if nonce else "",
            )
        )


class Start(MacroElement):
    """Hands the layers to our script, once folium has made them."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
sitematch.start({{ this._parent.get_name() }}, {
            {%- for key, layer in this.layers.items() %}{{ key|tojson }}: {{ layer.get_name() }}, {% endfor -%}
});
        {% endmacro %}
        """
    )

    def __init__(self, layers: Mapping[str, GeoJson]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.layers = layers


def assemble(
    page: Mapping[str, Any], drawn: Sequence[DrawnSite], backdrop: Backdrop, lang: Lang, options: MapOptions
) -> str:
    """The map as HTML: layers from the back to the front, then what starts them."""
    bounds = _bounds(backdrop, drawn)
    middle = [(bounds[0][axis] + bounds[1][axis]) / 2 for axis in (0, 1)]
    view = OfflineMap(location=middle, tiles=None, zoom_start=8, zoom_control=False, **_VIEW)
    _stable(view, "sitematch")
    data = {**_data(bounds, backdrop, lang), "areas": page["areas"]}
    Page(page, data, lang, options).add_child(view)
    for name, depth in (("ground", 240), ("areas", 245), ("roads", 250), ("names", 590)):
        _stable(CustomPane(name, z_index=depth, pointer_events=False), name).add_to(view)
    if options.tiles_url:
        _stable(TileLayer(options.tiles_url, attr="-", control=False), "tiles").add_to(view)
    layers = {**_background(backdrop), **_sites(drawn), **_joined(page["joined"]), **_facilities(backdrop)}
    for name, layer in layers.items():
        _stable(layer, name).add_to(view)
    _stable(Start(layers), "start").add_to(view)
    return str(view.get_root().render())


_VIEW: Final[dict[str, Any]] = {
    "max_zoom": MAX_ZOOM,
    "zoom_snap": 0.1,
    "zoom_delta": 0.5,
    "wheel_px_per_zoom_level": 90,
    "attribution_control": False,
    "max_bounds_viscosity": 0.8,
}


def _background(backdrop: Backdrop) -> dict[str, GeoJson]:
    grounds = [_feature({}, one["geometry"]) for one in backdrop.municipalities]
    roads = [_feature({"kind": kind}, backdrop.roads[kind]) for kind in ("large", "motorway") if kind in backdrop.roads]
    return {
        "municipalities": _layer(grounds, style=JsCode("sitematch.municipality"), pane="ground", interactive=False),
        "roads": _layer(roads, style=JsCode("sitematch.road"), pane="roads", interactive=False),
    }


def _sites(drawn: Sequence[DrawnSite]) -> dict[str, GeoJson]:
    def features(status: str) -> list[dict[str, Any]]:
        return [
            _feature({"row": one.card.row, "status": status, "rank": one.rank, "at": one.at}, one.geometry)
            for one in drawn
            if one.card.status == status
        ]

    looks = {"style": JsCode("sitematch.outline"), "point_to_layer": JsCode("sitematch.point")}
    return {status: _layer(features(status), **looks) for status in _STATUSES}


def _joined(shapes: Sequence[dict[str, Any]]) -> dict[str, GeoJson]:
    """A line around each set of sites that is enough together, where there are any."""
    features = [_feature({}, shape) for shape in shapes]
    return {"joined": _layer(features, style=JsCode("sitematch.joined"), interactive=False)} if features else {}


def _facilities(backdrop: Backdrop) -> dict[str, GeoJson]:
    """A layer a class; a feature says only which of which class it is, its texts stand in the data."""
    layers = {}
    for i, rows in enumerate(backdrop.facilities.values()):
        points = [
            _feature({"kind": i, "row": j}, {"type": "Point", "coordinates": row["at"]}) for j, row in enumerate(rows)
        ]
        layers[f"facility_{i}"] = _layer(points, point_to_layer=JsCode("sitematch.facility"))
    return layers


def _layer(features: list[dict[str, Any]], **options: Any) -> GeoJson:
    """A layer that our script adds to the map."""
    return GeoJson({"type": "FeatureCollection", "features": features}, control=False, show=False, **options)


def _feature(properties: dict[str, Any], geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _data(bounds: list[list[float]], backdrop: Backdrop, lang: Lang) -> dict[str, Any]:
    """What our script writes on the map as text."""
    translate = translator(lang)
    signs = facility_signs(backdrop, lang)
    return {
        "bounds": bounds,
        "names": {
            "municipalities": [{key: one[key] for key in ("name", "at", "spots")} for one in backdrop.municipalities],
            "roads": backdrop.road_names,
            "towns": backdrop.towns,
        },
        "facilities": [
            {"kind": class_word(name, lang), "sign": signs[name], "names": [row["name"] for row in rows]}
            for name, rows in backdrop.facilities.items()
        ],
        "words": {
            "map": translate("Map of the sites"),
            "close": translate("Close"),
            "zoomIn": translate("Zoom in"),
            "zoomOut": translate("Zoom out"),
            "fullScreen": translate("Full screen"),
            "fullScreenEnd": translate("Leave full screen"),
            "found": translate("{count} of {all} sites found"),
            "noneFound": translate("No site found"),
            "rings": translate("Rings of 5, 10 and 25 km around {name}, as the crow flies."),
            "ringsEnd": translate("Take the rings away"),
            "areasEnd": translate("Take the areas away"),
        },
    }


def _bounds(backdrop: Backdrop, drawn: Sequence[DrawnSite]) -> list[list[float]]:
    """South-west and north-east corner, latitude first, of the region and of every site."""
    west, south, east, north = backdrop.bounds
    lons, lats = [west, east, *(one.at[0] for one in drawn)], [south, north, *(one.at[1] for one in drawn)]
    return [[min(lats), min(lons)], [max(lats), max(lons)]]


def _stable(element: Element, name: str) -> Any:
    """Give an element a name that is the same in every run; folium draws them at random."""
    element._id = name
    return element


def _lines(script: str) -> str:
    """A script without the blank lines and margins that templates leave."""
    return "\n".join(line.strip() for line in script.splitlines() if line.strip())


def _policy(script_texts: Sequence[str], style_texts: Sequence[str], tiles_url: str | None) -> str:
    """Only these scripts and styles, no request to anywhere, but for tiles where they were asked for."""
    images = "data:"
    if tiles_url:
        parts = urlsplit(tiles_url.replace("{s}", "*"))
        images += f" {parts.scheme}://{parts.netloc}"
    return (
        f"default-src 'none'; script-src {_hashes(script_texts)}; style-src {_hashes(style_texts)}; "
        f"img-src {images}; base-uri 'none'; form-action 'none'"
    )


def _hashes(texts: Sequence[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


@lru_cache(maxsize=2)
def _templates(lang: Lang) -> Environment:
    return templates_in(TEMPLATES, lang)
