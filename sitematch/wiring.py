"""Builds the edges from the settings: the one place that knows which real thing stands behind which name."""
