"""The command line: thin over the use cases, heavy imports inside commands."""
