"""Reading site files: every fault is told with its mend."""
