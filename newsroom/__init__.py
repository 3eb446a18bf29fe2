"""Wiring only: settings, addresses of the two sites, the door of the server."""
