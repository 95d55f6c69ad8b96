"""Names for the array types that pass between the rooms of the core."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
GeometryArray = NDArray[Any]
"""Shapely geometries in an object array."""
