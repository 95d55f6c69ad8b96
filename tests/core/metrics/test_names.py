from __future__ import annotations

import pytest

from sitematch.core.metrics.names import plain_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("road_class", "road class"),
        ("bearing_capacity_kpa", "bearing capacity (kPa)"),
        ("vibration_um_s", "vibration (µm/s)"),
        ("Draft_M", "Draft (m)"),
        ("subcontractors_15_min", "subcontractors 15 min"),
        ("Avstånd till strand", "Avstånd till strand"),
        ("plan c", "plan c"),
        ("m", "m"),
        ("_m_", "m"),
        ("__", "__"),
        ("", ""),
    ],
)
def test_a_name_is_read_without_dashes_its_unit_in_brackets(name: str, plain: str) -> None:
    assert plain_name(name) == plain
