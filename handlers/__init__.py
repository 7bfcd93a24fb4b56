"""Routers, one a capability: which event means which flow call."""
