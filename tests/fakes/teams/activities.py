"""Activities as the Bot Connector sends them (Bot Framework activity schema, Teams' `channelData`)."""

from datetime import UTC, datetime
from typing import Any

from .tenant import BOT, TENANT, Json, Person, Tenant

BOT_NAME = "Målvakten"


def activity(tenant: Tenant, service_url: str, kind: str, person: Person, where: str = "", **more: Any) -> Json:
    """What every activity has. `where` is a channel's id, with `;messageid=` for a thread; else it is the person's own
    conversation with the bot."""
    conversation: Json = {"id": where or person.conversation, "tenantId": TENANT}
    conversation |= {"conversationType": "channel", "isGroup": True} if where else {"conversationType": "personal"}
    return {
        "type": kind, "id": tenant.new_id(), "channelId": "msteams", "serviceUrl": service_url,
        "timestamp": datetime.now(UTC).isoformat(),
        "from": {"id": person.member, "name": person.name, "aadObjectId": person.account},
        "recipient": {"id": BOT, "name": BOT_NAME}, "conversation": conversation,
        "channelData": {"tenant": {"id": TENANT}}, "locale": "sv-SE", **more,
    }  # fmt: skip


def message(tenant: Tenant, service_url: str, person: Person, text: str, where: str = "", **more: Any) -> Json:
    """Words; in a channel after a mention of the bot."""
    entities = []
    if where:
        text = text if "<at>" in text else f"<at>{BOT_NAME}</at> {text}"
        entities = [{"type": "mention", "text": f"<at>{BOT_NAME}</at>", "mentioned": {"id": BOT, "name": BOT_NAME}}]
    said = {"text": text, "textFormat": "plain", "entities": entities, **more}
    return activity(tenant, service_url, "message", person, where, **said)


def press(tenant: Tenant, service_url: str, person: Person, action: Json, values: dict[str, str], card: str,
          where: str = "") -> Json:  # fmt: skip
    """A press on a button of a card, with what stands in the card's fields."""
    pressed = {"type": "Action.Execute", "title": action.get("title"), "verb": action.get("verb")}
    pressed["data"] = {**(action.get("data") or {}), **{name: value for name, value in values.items() if value}}
    value = {"action": {name: part for name, part in pressed.items() if part is not None}, "trigger": "manual"}
    more = {"name": "adaptiveCard/action", "value": value, "replyToId": card}
    return activity(tenant, service_url, "invoke", person, where, **more)


def installed(tenant: Tenant, service_url: str, person: Person, action: str = "add", where: str = "") -> Json:
    return activity(tenant, service_url, "installationUpdate", person, where, action=action)
