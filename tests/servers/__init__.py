"""Test servers: strict stand-ins for the platforms, spoken to over real HTTP on loopback."""
