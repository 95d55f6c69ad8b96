"""The use cases, one noun a module: the only place where edges and core meet."""
