"""What stands beside the list: what it would take, and neighbouring sites that are enough together."""
