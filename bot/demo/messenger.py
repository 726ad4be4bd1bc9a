"""Sends, rewrites, finds and removes one message on the demonstration's platform."""

from datetime import datetime

from bot.demo.platform import Platform
from messages.parts import File, Message, Paragraph
from scheduler.outbox.messenger import Address, History, MessageRef, Outcome, Permanent, Sent


class DemoMessenger:
    """Implements the protocols of `scheduler.outbox.messenger`; a page has no limits, so no message is split."""

    platform = "demo"

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def split(self, message: Message) -> list[Message]:
        return [message]

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        conversation = _conversation(address)
        try:
            post = self._platform.post(conversation, message, thread=address.thread, token=token)
        except KeyError as missing:
            return Permanent(f"there is no conversation or thread {missing}")
        return Sent(MessageRef(post.conversation, post.id))

    async def rewrite(self, ref: MessageRef, message: Message, token: str) -> Outcome:  # noqa: ARG002 - the post has it already
        return Sent(ref) if self._platform.rewrite(ref.message, message) else Permanent(f"no message {ref.message}")

    async def upload(self, address: Address, file: File, token: str) -> Outcome:
        message = Message((Paragraph(file.words),) if file.words else ())
        try:
            post = self._platform.post(_conversation(address), message, thread=address.thread, token=token, file=file)
        except KeyError as missing:
            return Permanent(f"there is no conversation or thread {missing}")
        return Sent(MessageRef(post.conversation, post.id))

    async def look_for_file(self, address: Address, token: str, since: datetime) -> History:
        return await self.look(address, token, since)

    async def remove_file(self, ref: MessageRef) -> Outcome:
        return await self.remove(ref)

    async def publish(self, account: str, message: Message) -> Outcome:
        shown = self._platform.show_home(account, message)
        return Sent(MessageRef(account, "home")) if shown else Permanent(f"there is no person {account}")

    async def look(self, address: Address, token: str, since: datetime) -> History:
        conversation = _conversation(address)
        posts = [p for p in self._platform.all_posts() if p.conversation == conversation and p.at >= since]
        return History(tuple(MessageRef(p.conversation, p.id) for p in posts if p.token == token))

    async def remove(self, ref: MessageRef) -> Outcome:
        return Sent(ref) if self._platform.remove(ref.message) else Permanent(f"no message {ref.message}")


def _conversation(address: Address) -> str:
    """The platform's name for a conversation; a person's direct messages are named by their e-mail address."""
    return address.channel or address.email or address.account or ""
