"""Tables with their queries beside them, one file an area, encryption and the key store. No rules."""
