"""How the application logs: structured lines with a request id, readable on a console or as JSON."""

from __future__ import annotations

from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configuration(*, level: str, output_format: str) -> dict[str, Any]:
    """Return Django's LOGGING for lines of at least `level`, as "console" or "json"."""
    renderer = (
        structlog.processors.JSONRenderer()
        if output_format == "json"
        # The default formatter may print local variables, and with them passwords and texts.
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    exceptions = [structlog.processors.format_exc_info] if output_format == "json" else []
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *exceptions, renderer],
                "foreign_pre_chain": _SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            name: {"handlers": ["stderr"], "level": level, "propagate": False}
            for name in (
                "django",
                "django_structlog",
                "django_tasks",
                "django_tasks_db",
                "jd_platform",
                "jobs",
                "skills",
                "analytics",
            )
        },
    }


def configure_structlog() -> None:
    """Send structlog's lines through the standard library's logging."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def request_id() -> str:
    """Return the number under which the log has the request at hand, empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
