"""The catalogue of metrics: the spine of the product. A new metric is one entry of one of these lists."""

from sitematch.core.metrics.catalogue import CATALOGUE, find_metric
from sitematch.core.metrics.metric import Group, Kind, Metric, Origin, Parameter
from sitematch.core.metrics.suggest import did_you_mean, nearest

__all__ = [
    "CATALOGUE",
    "Group",
    "Kind",
    "Metric",
    "Origin",
    "Parameter",
    "did_you_mean",
    "find_metric",
    "nearest",
]
