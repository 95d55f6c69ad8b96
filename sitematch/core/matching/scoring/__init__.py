"""From columns to verdicts, points, scores and order: the same rules for a few sites and for a million."""
