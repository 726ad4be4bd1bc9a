"""Slack's published numbers, in one place.

Sources: docs.slack.dev/reference/block-kit (blocks, elements, composition objects),
docs.slack.dev/reference/views, docs.slack.dev/interactivity/handling-user-interaction and
docs.slack.dev/reference/methods/chat.postMessage; gathered in the team's facts/slack.md section 2.
"""

from __future__ import annotations

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
ID = 255  # block_id, action_id, callback_id, external_id

TEXT = 3000
SECTION_FIELDS = 10
FIELD_TEXT = 2000
HEADER_TEXT = 150
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25

BUTTON_TEXT = 75
BUTTON_VALUE = 2000
BUTTON_URL = 3000
BUTTON_ACCESSIBILITY_LABEL = 75

OPTION_TEXT = 75
OPTION_VALUE = 150
OPTION_DESCRIPTION = 75
OPTION_URL = 3000
SELECT_OPTIONS = 100
SELECT_GROUPS = 100
GROUP_LABEL = 75
OVERFLOW_OPTIONS = 5
RADIO_OPTIONS = 10
CHECKBOX_OPTIONS = 10
PLACEHOLDER = 150

CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30

INPUT_LABEL = 2000
INPUT_HINT = 2000
INPUT_MAX_LENGTH = 3000
FILE_INPUT_FILES = 10

IMAGE_URL = 3000
IMAGE_ALT = 2000
IMAGE_TITLE = 2000

VIEW_TITLE = 24
VIEW_BUTTON = 24
PRIVATE_METADATA = 3000
VIEW_BYTES = 250_000
VIEW_STACK = 3

LIST_INDENT = 8
MARKDOWN_TEXT = 12_000
TABLE_ROWS = 100
TABLE_COLUMNS = 20

# Not documented: slackapi/bolt-js #2509, where a maintainer names "12,000 text characters".
BLOCKS_TOTAL_TEXT = 12_000
MESSAGE_TEXT = 40_000  # longer is cut, with a warning (chat.postMessage page)
UPDATE_TEXT = 4_000  # chat.update answers msg_too_long (its list of errors)
METADATA_CHARS = 8_000  # metadata_too_large exists, its size is not published: our own guess

TRIGGER_SECONDS = 3.0
RESPONSE_URL_USES = 5
RESPONSE_URL_SECONDS = 30 * 60.0
ACK_SECONDS = 3.0
