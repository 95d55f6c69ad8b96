"""Values in, values out: nothing here reads a file, a setting, a clock, a socket or a database."""
