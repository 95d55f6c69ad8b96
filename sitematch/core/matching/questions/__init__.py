"""What is not known: what to ask for a site, and which answers matter most for the whole list."""
