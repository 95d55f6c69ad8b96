"""The match: verdicts, points, scores as intervals, order, near misses, robustness."""
