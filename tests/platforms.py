"""What fakes of a platform share: everybody can be written to, and every change is made."""

from bot.channels.outcomes import Outcome, Sent, Wanted, always
from bot.messages import File, Message


class Platform:
    """Somebody who takes messages says what `send` does; the rest goes well."""

    def present(self) -> list[str] | None:
        """Everybody."""
        return None

    def needs(self, file: File) -> bool:
        """A file comes as a whole."""
        return True

    async def change(self, address: str, name: str, message: Message, *, wanted: Wanted = always) -> Outcome:
        """Done."""
        return Sent(name)

    async def delete(self, address: str, name: str) -> Outcome:
        """Done."""
        return Sent(name)
