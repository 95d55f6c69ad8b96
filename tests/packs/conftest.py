"""A small pack that can be read, to be spoilt file by file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

SQUARE = [[15.0, 58.0], [15.2, 58.0], [15.2, 58.1], [15.0, 58.1], [15.0, 58.0]]
GOOD = {
    "region.toml": 'id = "toy"\nname = "Toyland"\n[workforce]\nshare = 0.5\n',
    "localities.csv": "id,name,lat,lon,population\na,Aby,58.01,15.01,1000\nb,Berg,58.02,15.1,200\n",
    "road_nodes.csv": "id,lat,lon\nn1,58.0,15.0\nn2,58.0,15.1\nn3,58.1,15.1\n",
    "road_links.csv": "from,to,km,speed_kmh\nn1,n2,6,60\nn2,n3,11.5,70\n",
    "facilities.csv": "id,class,name,lat,lon,draft_m\nf1,port,Hamnen,58.0,15.0,10\nf2,port,Bryggan,58.1,15.1,\n",
    "municipalities.geojson": json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"code": "0001", "name": "Toy"},
                    "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
                }
            ],
        }
    ),
}

MakePack = Callable[..., Path]


@pytest.fixture(scope="session")
def good_pack() -> dict[str, str]:
    """The files of a pack without a fault."""
    return GOOD


@pytest.fixture
def make_pack(tmp_path: Path) -> MakePack:
    """Write the good pack with some files replaced, or left out where the text is None."""

    def make(files: dict[str, str | bytes | None] | None = None, folder: str = "toy") -> Path:
        pack = tmp_path / folder
        pack.mkdir(parents=True)
        for name, text in {**GOOD, **(files or {})}.items():
            if text is not None:
                (pack / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return pack

    return make
