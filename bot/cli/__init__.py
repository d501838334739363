"""The `gorae` command."""

from __future__ import annotations

import typer

from bot.cli import answering, content, engine, keeping, talking
from bot.cli.logs import log_level
from bot.settings import read_settings

app = typer.Typer(
    name="gorae",
    help="고래와 함께 도커를 배워요.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
talking.add_to(app)
keeping.add_to(app)
app.add_typer(engine.app, name="engine")
answering.add_to(content.app)
app.add_typer(content.app)


@app.callback()
def before() -> None:
    """고래와 함께 도커를 배워요."""
    log_level(read_settings().log_level)


__all__ = ["app"]
