"""Small extracts for tests: objects written down in a line each, as XML or as any format that osmium writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

Tags = Mapping[str, str]


@dataclass
class Map:
    """Nodes, ways and relations by id; nodes lie at (longitude, latitude)."""

    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    ways: dict[int, tuple[Sequence[int], Tags]] = field(default_factory=dict)
    relations: dict[int, tuple[Sequence[tuple[str, int, str]], Tags]] = field(default_factory=dict)
    node_tags: dict[int, Tags] = field(default_factory=dict)

    def xml(self) -> str:
        """The map as an OSM file."""
        lines = ["<?xml version='1.0' encoding='UTF-8'?>", "<osm version='0.6'>"]
        for i, (lon, lat) in self.nodes.items():
            tags = _tags(self.node_tags.get(i, {}))
            lines.append(f"<node id='{i}' version='1' lat='{lat}' lon='{lon}'>{tags}</node>")
        for i, (refs, tags) in self.ways.items():
            members = "".join(f"<nd ref='{ref}'/>" for ref in refs)
            lines.append(f"<way id='{i}' version='1'>{members}{_tags(tags)}</way>")
        for i, (parts, tags) in self.relations.items():
            members = "".join(f"<member type='{kind}' ref='{ref}' role='{role}'/>" for kind, ref, role in parts)
            lines.append(f"<relation id='{i}' version='1'>{members}{_tags(tags)}</relation>")
        return "\n".join([*lines, "</osm>"])

    def write(self, path: Path) -> Path:
        """The map as a file of the format that its ending names."""
        if path.name.endswith(".osm"):
            path.write_text(self.xml(), encoding="utf-8")
            return path
        import osmium

        plain = path.with_name(f"{path.name}.plain.osm")
        plain.write_text(self.xml(), encoding="utf-8")
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for thing in osmium.FileProcessor(str(plain)):
                writer.add(thing)
        plain.unlink()
        return path


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def row(*ids: int, lat: float = 58.0, lon: float = 15.0, step: float = 0.01) -> dict[int, tuple[float, float]]:
    """Nodes in a row from west to east."""
    return {i: (round(lon + place * step, 7), lat) for place, i in enumerate(ids)}


def road(tags: Tags | None = None, **more: str) -> dict[str, str]:
    """The tags of an ordinary road at 60, with some changed."""
    return {"highway": "tertiary", "maxspeed": "60", **(tags or {}), **more}
