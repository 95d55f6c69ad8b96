"""A hundred made-up sites with outlines of sixty corners, so that a map has something to carry."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

CORNERS = 60


def write_hundred_sites(path: Path) -> None:
    """Write the sites as GeoJSON, the same bytes each time; spread over the middle of Östergötland."""
    draw = random.Random(100)
    features = [_feature(number, draw) for number in range(100)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def _feature(number: int, draw: random.Random) -> dict[str, object]:
    lon = 15.1 + 0.11 * (number % 10)
    lat = 58.2 + 0.04 * (number // 10)
    radii = [draw.uniform(0.7, 1.3) * draw.choice((1.0, 1.0, 0.85)) for _ in range(CORNERS)]
    ring = [
        [
            round(lon + 0.008 * r * math.cos(2 * math.pi * i / CORNERS), 7),
            round(lat + 0.004 * r * math.sin(2 * math.pi * i / CORNERS), 7),
        ]
        for i, r in enumerate(radii)
    ]
    properties = {
        "id": f"b{number:03d}",
        "name": f"Benchmark site {number}",
        "power_mw": draw.choice((None, 20, 60, 120)),
        "plan_stage": draw.choice((None, "samrad", "laga_kraft")),
        "source": "made up for the benchmark",
        "source_date": "2026-01-01",
    }
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }
