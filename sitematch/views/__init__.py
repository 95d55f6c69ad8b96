"""What people receive, as bytes: tables, maps, files, in two languages."""
