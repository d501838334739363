"""`gorae` and `python -m bot`: run a command; expected failures are one readable line."""

from __future__ import annotations

import os
import sys

from bot.cli import app
from bot.core.errors import DISK_REASONS, ConfigurationError, GoraeError, unwritable
from bot.render.messages import error_text

EX_CONFIG = 78  # sysexits.h: something was found in an unconfigured or misconfigured state


def main() -> None:
    """Run the command line."""
    try:
        app()
    except ConfigurationError as error:
        sys.stderr.write(error_text(error) + "\n")
        sys.exit(EX_CONFIG)
    except GoraeError as error:
        sys.stderr.write(error_text(error) + "\n")
        sys.exit(1)
    except OSError as error:
        if error.errno not in DISK_REASONS:
            raise
        sys.stderr.write(
            error_text(unwritable(error, str(error.filename or os.environ.get("GORAE_DATA", ".gorae")))) + "\n"
        )
        sys.exit(EX_CONFIG)


if __name__ == "__main__":
    main()
