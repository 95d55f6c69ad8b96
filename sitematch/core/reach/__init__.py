"""Reach: how sites join the roads, minutes to facilities, people by minute."""
