"""Settings, wiring, the turn, delivery and the channels: everything that touches the outside."""

import handlers as handlers  # first of all: it sees to it that aiogram is imported quickly
