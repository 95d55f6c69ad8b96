"""What the first place hangs on: the smallest change that gives it to another."""
