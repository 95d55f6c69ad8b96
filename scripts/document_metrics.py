"""Writes ``docs/metrics.md`` from the catalogue of metrics; a test holds the file to what this writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sitematch.core.metrics import CATALOGUE, Group, Kind, Metric, Origin, Parameter

TARGET: Final = Path(__file__).resolve().parent.parent / "docs" / "metrics.md"

HEAD: Final = """\
# Metrics

A metric is one measurable property of a site. A criterion names one in `metric`, with its parameters beside it
([requirement.md](requirement.md)); a site file states one in a column of the same name
([site-files.md](site-files.md)). `sitematch metrics` prints this list, with `--format json` in full.

This page is written by `scripts/document_metrics.py` from the catalogue in `sitematch/core/metrics`; change it there.

## How to read the tables

**Kind** decides which bounds and value functions go with a metric:

| kind | `must` | `value` |
| --- | --- | --- |
| number | `{min: …}`, `{max: …}` or both | points over the number: `[[x, points], [x, points], …]` |
| boolean | `true` or `false` | `{true: points, false: points}` |
| category | `{one_of: […]}` | `{category: points, …}` |
| set | `{one_of: […]}`: one member of the set has to be listed | `{category: points, …}`: the best member counts |
| by use | any of these; how it is written decides the kind | as the kind |

**From** says where the value comes from: *file*, a column of the site file; *outline*, measured on the site's geometry
(`area_ha` as stated where only a point is given; what has no outline has no shape); *reach*, computed from the region's
roads, people and facilities ([reach.md](reach.md)).

**Changes** says whether somebody can change the value at a given site: a plan, yes; the way to a port, no.
"""

TAIL: Final = """\
## Notes

- `area_ha` is geodesic, on the ellipsoid GRS 80: parts are added, holes taken off.
- `footprint_fit` is the largest scale at which the rectangle lies inside one part of the site, at any angle, clear of
  holes; 1 and more fits. Its metres are those on the ground: metres of EPSG:3006 by the projection's scale at the site
  (0.9996 at 15° E). The scale is attained, and exact to 0.01 % on a convex site, to 0.5 % on any other; `sitematch
  footprint` says where the rectangle lies. A site of which only a point is known has none (`no_outline`).
- `power_months` and `ready_months` are months as stated; a date or a quarter (`2027-03`, `Q3 2027`) is counted from the
  row's `source_date`, and is unknown without one.
- `plan_appealed` is also set by a `plan_stage` written as *överklagad*.
- `flood_risk`: confirmed is inside the 100-year flood, possible inside the calculated highest flow. With
  `must: {one_of: [none]}` a site that is `possible` fails: it is known not to be `none`.
- `jobs` is unknown everywhere in a region whose localities state no jobs, which is so in Östergötland's pack.
"""

GROUPS: Final = {
    Group.LAND: "Land",
    Group.PLAN: "Plan",
    Group.POWER_AND_WATER: "Power, water, heat and data",
    Group.TRANSPORT: "Transport",
    Group.PEOPLE: "People",
    Group.SURROUNDINGS: "Surroundings",
    Group.OTHER: "Any other column",
}
KINDS: Final = {Kind.BY_USE: "by use"}
ORIGINS: Final = {Origin.STATED: "file", Origin.OUTLINE: "outline", Origin.REACH: "reach"}


def document() -> str:
    """The whole page."""
    sections = [HEAD, *(_group(group) for group in GROUPS), _parameters(), _categories(), TAIL]
    return "\n".join(sections)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as a Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _group(group: Group) -> str:
    metrics = [metric for metric in CATALOGUE.values() if metric.group is group]
    rows = [
        (
            f"`{metric.name}`",
            f"{metric.label.en} ({metric.label.sv})",
            KINDS.get(metric.kind, metric.kind.value),
            metric.unit or "",
            _given(metric),
            metric.help.en,
            ORIGINS[metric.origin],
            "yes" if metric.changeable else "no",
        )
        for metric in metrics
    ]
    headings = ("metric", "name (Swedish)", "kind", "unit", "parameters", "what it is", "from", "changes")
    return f"## {GROUPS[group]}\n\n{table(headings, rows)}"


def _given(metric: Metric) -> str:
    return ", ".join(f"`{p.name}`" if p.required else f"`{p.name}` (optional)" for p in metric.parameters)


def _parameters() -> str:
    users: dict[str, list[str]] = {}
    texts: dict[str, Parameter] = {}
    for metric in CATALOGUE.values():
        for parameter in metric.parameters:
            users.setdefault(parameter.name, []).append(f"`{metric.name}`")
            texts.setdefault(parameter.name, parameter)
    rows = [(f"`{name}`", ", ".join(users[name]), texts[name].help.en) for name in users]
    return f"## Parameters\n\n{table(('parameter', 'goes with', 'what it is'), rows)}"


def _categories() -> str:
    rows = list(_category_rows())
    text = "Labels are what people read; files and documents use the code on the left (a site file may use either)."
    return f"## Categories\n\n{text}\n\n{table(('metrics', 'code', 'label', 'Swedish'), rows)}"


def _category_rows() -> Iterator[tuple[str, str, str, str]]:
    """One row a category; metrics with the same categories share theirs."""
    sharing: dict[tuple[str, ...], list[Metric]] = {}
    for metric in CATALOGUE.values():
        if metric.categories:
            sharing.setdefault(metric.categories, []).append(metric)
    for categories, metrics in sharing.items():
        names = ", ".join(f"`{metric.name}`" for metric in metrics)
        for place, (code, label) in enumerate(zip(categories, metrics[0].category_labels, strict=True)):
            yield names if place == 0 else "", f"`{code}`", label.en, label.sv


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
