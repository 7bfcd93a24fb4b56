"""Documents: a frozen value in, bytes out; made after the commit and off the event loop."""

import asyncio

from bot.documents import exports
from flows.replies import Attachment


async def make(attachment: Attachment, language: str) -> bytes:
    """The bytes of the document that a reply names."""
    return await asyncio.to_thread(exports.make, attachment.value, language)
