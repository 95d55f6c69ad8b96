"""Outlines of very many rings upon each other, whose lines all meet all."""

from __future__ import annotations

import resource

from tests.intake.world import feature, geojson, in_degrees, issues, read, square

MOST_MORE_MB = 500


def test_thousands_of_holes_upon_the_shell_are_refused_within_bounds() -> None:
    ring = [list(corner) for corner in in_degrees(square())]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    upload = read(geojson(feature({"id": 1}, {"type": "Polygon", "coordinates": [ring] * 2_001})))
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert [issue.severity for issue in issues(upload, "geometry.invalid")] == ["error"]
    assert upload.report.refused == 1
    assert more / 1024 < MOST_MORE_MB
