"""Logs: one JSON object a line, to standard error. Ids and outcomes; never a body, a name or an address."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logging(*, pretty: bool) -> None:
    """Send structlog and the standard library's warnings to standard error; `pretty` for a developer's terminal."""
    renderer = structlog.dev.ConsoleRenderer(colors=False) if pretty else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
