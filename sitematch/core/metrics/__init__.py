"""The catalogue of metrics: the spine of the product."""
