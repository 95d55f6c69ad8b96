"""How the kernels are compiled: once on a machine where that can be kept, else once a process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from numba import njit, types

_Function = TypeVar("_Function", bound=Callable[..., Any])

_types: Any = types
I4, I8 = _types.int32, _types.int64
U1, U2, U4, U8 = _types.uint8, _types.uint16, _types.uint32, _types.uint64
nothing: Final = _types.void
WIDTHS: Final = (U2, U4, U8)
"""In which deciseconds are swept: 16 bits reach 109 minutes, 32 bits every drive, 64 bits every key."""


def given(element: Any, ndim: int = 1) -> Any:
    """The type of an array that is only read, in C order: memory-mapped ones may be given as well as others."""
    return _types.Array(element, ndim, "C", readonly=True)


def made(element: Any, ndim: int = 1) -> Any:
    """The type of an array that is written to, or comes back."""
    return _types.Array(element, ndim, "C")


def several(*elements: Any) -> Any:
    """The type of several values that come back together."""
    return _types.Tuple(elements)


def kernel(*signatures: Any) -> Callable[[_Function], _Function]:
    """Compiles a function for these signatures; it runs without Python's lock, so threads can share the work.

    Where no folder for compiled code can be written to, it is compiled anew in every process.
    """
    settings: dict[str, Any] = {"nogil": True, "error_model": "numpy", "boundscheck": False}

    def compiled(function: _Function) -> _Function:
        made: Any
        try:
            made = njit(list(signatures), cache=True, **settings)(function)
        except (RuntimeError, OSError):
            made = njit(list(signatures), **settings)(function)
        return cast(_Function, made)

    return compiled
