"""Settings, wiring, the turn, delivery and the channels: everything that touches the outside."""
