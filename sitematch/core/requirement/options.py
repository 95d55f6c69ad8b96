"""Reading what stands beside the criteria: how robustness is asked for, how parcels may be put together."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from sitematch.core.requirement.model import Assembly, Robustness, Weights
from sitematch.core.requirement.parts import Keys, Limits, Part, choice, mapping, number, whole

DRAWS: Final = Limits(1, 1_000_000)
SEED: Final = Limits(0, 2**53 - 1)
"""Larger whole numbers lose digits in JSON readers that know floats only."""
TOLERANCE: Final = Limits(0, 1)
PARCELS: Final = Limits(1, 50)
GAP_M: Final = Limits(0, 10_000)


def read_robustness(part: Part) -> Robustness:
    """The draws that are asked for; what is left out has its default."""
    keys = Keys(tuple(field.name for field in fields(Robustness)))
    found = mapping(part, keys, "write {weights, tolerance, draws, seed}, each of which may be left out")
    read: dict[str, Any] = {}
    if "weights" in found:
        known = [weights.value for weights in Weights]
        word = choice(found["weights"], known, "a way to draw weights")
        read["weights"] = Weights(word) if word else None
    if "tolerance" in found:
        read["tolerance"] = number(found["tolerance"], TOLERANCE)
    if "draws" in found:
        read["draws"] = whole(found["draws"], DRAWS)
    if "seed" in found:
        read["seed"] = whole(found["seed"], SEED)
    return Robustness(**{key: value for key, value in read.items() if value is not None})


def read_assembly(part: Part) -> Assembly:
    """How parcels may be put together; what is left out has its default."""
    keys = Keys(tuple(field.name for field in fields(Assembly)))
    found = mapping(part, keys, "write {max_parcels, max_gap_m}, each of which may be left out")
    read = {
        "max_parcels": whole(found["max_parcels"], PARCELS) if "max_parcels" in found else None,
        "max_gap_m": number(found["max_gap_m"], GAP_M) if "max_gap_m" in found else None,
    }
    return Assembly(**{key: value for key, value in read.items() if value is not None})  # type: ignore[arg-type]
