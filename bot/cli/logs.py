"""Structured logs on standard error, one JSON object a line."""

from __future__ import annotations

import logging
import sys

import structlog


def log_level(name: str) -> None:
    """Log at `name` and above (`DEBUG`, `INFO`, `WARNING`, `ERROR`)."""
    level = logging.getLevelNamesMapping().get(name.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
