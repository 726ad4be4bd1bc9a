"""The fake's HTTP side: keys, tokens and the Bot Connector on one port of this machine."""

import http.client
import json
import random
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.until import PATIENCE_SECONDS, until

from .cards import card_faults
from .signing import public_key, token
from .tenant import (
    BOT,
    CLIENT_ID,
    CONVERSATION_LIMITS,
    LARGEST_MESSAGE,
    SECRET,
    TENANT,
    TENANT_LIMIT,
    Fault,
    Json,
    Person,
    Tenant,
    crowded,
)

_KEYS = "/v1/.well-known/keys"
_METADATA = "/v1/.well-known/openidconfiguration"


class FakeTeams:
    """Teams. The bot listens at `bot_url`, or at each of `bot_urls`, living or dead. `keys` are the published signing
    keys with their endorsements. When `paced`, Microsoft's limits hold; `sent_at` are then the instants of the calls,
    by conversation and for all under `*`."""

    def __init__(self) -> None:
        self.tenant = Tenant()
        self.bot_url = ""
        self.bot_urls: Sequence[str] = ()
        self.keys: dict[str, list[str] | None] = {"first": ["msteams"]}
        self.key = "first"
        self.fetched: list[str] = []
        self.tokens: list[str] = []
        self.paced = False
        self.sent_at: dict[str, list[float]] = {}
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE_SECONDS)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    @property
    def service_url(self) -> str:
        return f"{self.url}/emea/"

    @property
    def environment(self) -> dict[str, str]:
        """The settings by which the bot finds this Teams."""
        return {
            "TEAMS_CLIENT_ID": CLIENT_ID, "TEAMS_CLIENT_SECRET": SECRET, "TEAMS_TENANT_ID": TENANT,
            "TEAMS_OPENID_METADATA_URL": self.url + _METADATA, "TEAMS_AUTHORITY_URL": self.url,
            "TEAMS_SERVICE_URLS": self.host,
        }  # fmt: skip

    def person(self, account: str, email: str, name: str, **more: str) -> Person:
        person = self.tenant.people[account] = Person(account, email, name, **more)
        return person

    def fail(self, kind: str, status: int = 500, **more: Any) -> Fault:
        fault = Fault(kind, status, **more)
        self.tenant.faults.append(fault)
        return fault

    def authorization(self, service_url: str | None = None, **claims: Any) -> str:
        """The header of a signed request; `claims` as for `signing.token`."""
        key = claims.pop("key", self.key)
        audience = claims.pop("aud", CLIENT_ID)
        return f"Bearer {token(key, audience, service_url or self.service_url, **claims)}"

    def deliver(self, activity: Json, header: str | None = None) -> tuple[int, Any]:
        """Sends an activity to the bot, signed, as the Connector does; returns the status and the body."""
        given = self.authorization(activity.get("serviceUrl")) if header is None else header
        return self.send(json.dumps(activity).encode(), given)

    def send(self, body: bytes, header: str = "") -> tuple[int, Any]:
        url = urlsplit(random.choice(self.bot_urls) if self.bot_urls else self.bot_url)  # noqa: S311 - no secret
        connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=PATIENCE_SECONDS)
        headers = {"Content-Type": "application/json", **({"Authorization": header} if header else {})}
        connection.request("POST", "/teams/messages", body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        try:
            return answer.status, json.loads(content) if content else None
        except ValueError:
            return answer.status, content.decode()

    def wait_for(self, condition: Any) -> Any:
        return until(condition)

    def too_fast(self, conversation: str) -> float | None:
        """Counts a call; seconds to wait when Microsoft would refuse it."""
        now = time.monotonic()
        with self.tenant.lock:
            for name, limits in ((conversation, CONVERSATION_LIMITS), ("*", (TENANT_LIMIT,))):
                wait = crowded(self.sent_at.get(name, []), now, limits)
                if wait is not None:
                    return wait
            for name in (conversation, "*"):
                self.sent_at.setdefault(name, []).append(now)
        return None


class _Server(ThreadingHTTPServer):
    # Connections come many at once.
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """The bot may hang up at any time."""


def _handler(fake: FakeTeams) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # An answer is two writes; the second would wait 40 ms for the first to be acknowledged.
        disable_nagle_algorithm = True

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

        def do_GET(self) -> None:
            self._answer(*_get(fake, self))

        def do_POST(self) -> None:
            self._answer(*_post(fake, self))

        def do_PUT(self) -> None:
            self._answer(*_put(fake, self))

        def do_DELETE(self) -> None:
            self._answer(200, {})

        def body(self) -> bytes:
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def _answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
            if not status:
                self.close_connection = True
                return
            content = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler


Answer = tuple[int, Any] | tuple[int, Any, dict[str, str]]


def _get(fake: FakeTeams, request: Any) -> Answer:
    path = urlsplit(request.path)
    if path.path == _METADATA:
        fake.fetched.append("metadata")
        fault = fake.tenant.fault("keys", "")
        document = {"issuer": "https://api.botframework.com", "jwks_uri": fake.url + _KEYS}
        return (fault.status, {}) if fault else (200, document)
    if path.path == _KEYS:
        fake.fetched.append("keys")
        return 200, {"keys": [public_key(name, endorsed) for name, endorsed in fake.keys.items()]}
    if refused := _unauthorized(fake, request):
        return refused
    _, parts = _parts(path.path)
    fault = fake.tenant.fault("members", path.path)
    if fault:
        return fault.status, fault.body, fault.headers
    return _members(fake, parts, parse_qs(path.query))


def _members(fake: FakeTeams, parts: list[str], query: dict[str, list[str]]) -> Answer:
    match parts:
        case ["conversations", _, "members", member]:
            person = fake.tenant.by_member(member)
            return (200, person.as_member()) if person else (404, {"error": {"code": "MemberNotFoundInConversation"}})
        case ["conversations", _, "pagedmembers"]:
            start, size = int(query.get("continuationToken", ["0"])[0]), fake.tenant.page_size
            page = fake.tenant.team_members[start : start + size]
            more = {"continuationToken": str(start + size)} if start + size < len(fake.tenant.team_members) else {}
            return 200, {"members": [fake.tenant.people[each].as_member() for each in page], **more}
    return 404, {"error": {"code": "NotFound"}}


def _post(fake: FakeTeams, request: Any) -> Answer:
    path, content = urlsplit(request.path).path, request.body()
    if path == f"/{TENANT}/oauth2/v2.0/token":
        return _token(fake, content)
    if refused := _unauthorized(fake, request):
        return refused
    _, parts = _parts(path)
    if parts == ["conversations"]:
        return _begin(fake, json.loads(content))
    return _posted(fake, parts, content)


def _token(fake: FakeTeams, content: bytes) -> Answer:
    given = {name: values[0] for name, values in parse_qs(content.decode()).items()}
    fault = fake.tenant.fault("token", "")
    if fault:
        return fault.status, fault.body, fault.headers
    right = {
        "grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": SECRET,
        "scope": "https://api.botframework.com/.default",
    }  # fmt: skip
    if given != right:
        return 401, {"error": "invalid_client", "error_description": "AADSTS7000215"}
    fake.tokens.append(f"token-{len(fake.tokens) + 1}")
    return 200, {"token_type": "Bearer", "expires_in": 3599, "access_token": fake.tokens[-1]}


def _unauthorized(fake: FakeTeams, request: Any) -> Answer | None:
    given = str(request.headers.get("Authorization") or "").removeprefix("Bearer ")
    if given not in fake.tokens:
        return 401, {"error": {"code": "Unauthorized"}}
    return None


def _begin(fake: FakeTeams, body: Json) -> Answer:
    person = fake.tenant.by_member(body["members"][0]["id"])
    fault = fake.tenant.fault("begin", person.account if person else "")
    if fault or person is None:
        return (fault.status, fault.body, fault.headers) if fault else (403, {"error": {"code": "Forbidden"}})
    assert body["bot"]["id"] == BOT
    assert body["tenantId"] == TENANT
    fake.tenant.installed.add(person.account)
    return 201, {"id": person.conversation}


def _posted(fake: FakeTeams, parts: list[str], content: bytes) -> Answer:
    tenant, (_, conversation, *_) = fake.tenant, parts
    activity = json.loads(content)
    tenant.calls.append(("post", conversation, activity))
    plain = conversation.partition(";messageid=")[0]
    fault = tenant.fault("post", plain)
    time.sleep(fault.seconds if fault else 0)
    if fault and not fault.done:
        return (0 if fault.drops else fault.status), fault.body, fault.headers
    if len(content.decode().encode("utf-16-le")) > LARGEST_MESSAGE:
        return 413, {"error": {"code": "MessageSizeTooBig"}}
    person = tenant.by_conversation(plain)
    if plain.startswith("a:") and (person is None or person.account not in tenant.installed):
        return 404, {"error": {"code": "ConversationNotFound"}}
    if person is not None and person.account in tenant.blocked:
        return 403, {"error": {"code": "Forbidden", "message": '{"subCode": "MessageWritesBlocked"}'}}
    wait = fake.too_fast(plain) if fake.paced else None
    if wait is not None:
        tenant.violations.append(f"too fast in {plain}")
        return 429, {"error": {"code": "TooManyRequests"}}, {"Retry-After": f"{wait:.1f}"}
    tenant.violations += card_faults(activity)
    posted = tenant.post(conversation, activity)
    if fault:
        return (0 if fault.drops else fault.status), fault.body, fault.headers
    return 201, {"id": posted.ts}


def _put(fake: FakeTeams, request: Any) -> Answer:
    content = request.body()
    if refused := _unauthorized(fake, request):
        return refused
    _, parts = _parts(urlsplit(request.path).path)
    _, conversation, _, ts = parts
    activity = json.loads(content)
    fake.tenant.calls.append(("update", conversation, activity))
    fault = fake.tenant.fault("update", conversation)
    if fault:
        return (0 if fault.drops else fault.status), fault.body, fault.headers
    found = fake.tenant.find(conversation, ts)
    if found is None:
        return 404, {"error": {"code": "ActivityNotFoundInConversation"}}
    fake.tenant.violations += card_faults(activity)
    with fake.tenant.lock:
        found.activity, found.changes = activity, found.changes + 1
    return 200, {"id": ts}


def _parts(path: str) -> tuple[str, list[str]]:
    """The region, and what is called below `v3/`."""
    region, _, rest = path.lstrip("/").partition("/v3/")
    return region, [unquote(part) for part in rest.split("/")]
