"""One file a platform: what it can do, and how a message reaches it."""
