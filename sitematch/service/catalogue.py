"""The catalogue of metrics as rows for a list or the HTTP interface."""

from __future__ import annotations

from typing import Any

from sitematch.core.evidence import Lang
from sitematch.core.metrics import CATALOGUE
from sitematch.core.metrics.metric import Metric


def metric_rows(lang: Lang) -> list[dict[str, Any]]:
    """Every metric as plain values, its texts in one language, in the order of the catalogue."""
    return [_row(metric, lang) for metric in CATALOGUE.values()]


def _row(metric: Metric, lang: Lang) -> dict[str, Any]:
    return {
        "id": metric.name,
        "kind": metric.kind.value,
        "unit": metric.unit,
        "group": metric.group.value,
        "label": metric.label.in_(lang),
        "help": metric.help.in_(lang),
        "parameters": ", ".join(p.name if p.required else f"[{p.name}]" for p in metric.parameters),
        "categories": [
            {"id": name, "label": label.in_(lang)}
            for name, label in zip(metric.categories, metric.category_labels, strict=True)
        ],
        "changeable": metric.changeable,
    }
