"""What the programme does: plain synchronous functions ``(session, actor, …, now) → Reply``."""
