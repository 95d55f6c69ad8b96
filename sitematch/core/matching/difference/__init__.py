"""Two results compared: what changed, and why."""
