from __future__ import annotations

import numpy as np
import pytest
import shapely

from sitematch.core.evidence import Method, Source
from sitematch.core.sites.sites import Sites, Visibility
from sitematch.store.visibility import Principal, Role, visible

P, R, M = Visibility.PUBLIC, Visibility.REGION, Visibility.MUNICIPALITY
OFFERED = [("a", "0511", P), ("b", "0511", R), ("c", "0511", M), ("d", "0522", M), ("e", None, M), ("f", None, P)]


def sites() -> Sites:
    n = len(OFFERED)
    names = tuple(name for name, _, _ in OFFERED)
    return Sites(
        ids=names,
        names=names,
        municipality_codes=tuple(code for _, code, _ in OFFERED),
        visibilities=tuple(visibility for _, _, visibility in OFFERED),
        demo=(False,) * n,
        properties=(None,) * n,
        contacts=(None,) * n,
        sources=(Source("s", None, Method.STATED),) * n,
        outlines=np.array([shapely.Point(i, i) for i in range(n)], dtype=object),
        columns={},
        others={"x": names},
    )


@pytest.mark.parametrize(
    ("principal", "seen"),
    [
        (Principal(Role.NOBODY), "af"),
        (Principal(Role.VIEWER), "abf"),
        (Principal(Role.ADVISER), "abf"),
        (Principal(Role.ADMIN), "abcdef"),
        (Principal(Role.EDITOR, "0511"), "abcf"),
        (Principal(Role.EDITOR, "0522"), "abdf"),
        (Principal(Role.EDITOR, "0533"), "abf"),
        (Principal(Role.EDITOR), "abf"),
        (Principal(Role.VIEWER, "0511"), "abf"),
        (Principal(Role.ADVISER, "0511"), "abf"),
        (Principal(Role.NOBODY, "0511"), "af"),
    ],
)
def test_who_sees_what(principal: Principal, seen: str) -> None:
    shown = visible(sites(), principal)
    assert "".join(shown.ids) == seen
    assert "".join(map(str, shown.others["x"])) == seen


def test_every_role_and_every_visibility_is_decided() -> None:
    for role in Role:
        visible(sites(), Principal(role))
    assert {visibility for _, _, visibility in OFFERED} == set(Visibility)


def test_seeing_twice_changes_nothing() -> None:
    for role in Role:
        once = visible(sites(), Principal(role, "0511"))
        assert visible(once, Principal(role, "0511")).ids == once.ids
