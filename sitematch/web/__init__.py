"""The web application: pages and the HTTP interface, thin over the use cases."""
