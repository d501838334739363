"""Discord's limits, from its developer documentation; nothing that is shown goes over them."""

from __future__ import annotations

MESSAGE_CHARACTERS = 2000
MESSAGE_ROWS = 5
MESSAGE_FILES = 10
FILE_BYTES = 10 << 20
ALT_CHARACTERS = 1024
ROW_BUTTONS = 5
BUTTON_LABEL = 80
MENU_OPTIONS = 25
OPTION_CHARACTERS = 100
PLACEHOLDER_CHARACTERS = 150
CUSTOM_ID_CHARACTERS = 100
FORM_FIELDS = 5
FORM_TITLE = 45
FORM_LABEL = 45
FORM_PLACEHOLDER = 100
FORM_VALUE = 4000
COMPLETIONS = 25
TAKEN_FILE_BYTES = 64 << 10
NONCE_CHARACTERS = 25

TOKEN_SECONDS = 15 * 60.0
TOKEN_MARGIN_SECONDS = 20.0
"""An interaction's token is left alone so long before its end: a request takes its time."""
EDIT_SECONDS = 1.2
"""Least seconds between two edits of a message: five edits in five seconds is what a channel allows."""
GRACE_SECONDS = 0.5
"""How long a first reply may take before the thinking state is shown instead."""
TYPING_SECONDS = 8.0
"""How often the bot says that it is typing: Discord shows it for ten seconds."""
EDITED_QUESTION_SECONDS = 60.0
DOUBLE_PRESS_SECONDS = 2.0
EVENT_SECONDS = 3.0
"""How long Discord waits for an interaction's acknowledgement."""
