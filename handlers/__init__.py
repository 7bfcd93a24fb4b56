"""Routers, one a capability: which event means which flow call."""

from handlers import lazy_types

lazy_types.install()
