"""The `filon` command itself: errors are sentences for the one at the keyboard, not traces."""

from __future__ import annotations

from typing import Any

import click

import filon
from filon.foundation import migrating
from filon.foundation.config import Misconfigured
from filon.foundation.errors import FilonError, Invalid
from filon.foundation.i18n import speaking


class _PlainWords(click.Group):
    """Errors are sentences for the one at the keyboard, not traces."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with speaking("en"):
                return super().invoke(ctx)
        except (Misconfigured, migrating.Behind, migrating.Ahead) as error:
            raise click.ClickException(str(error)) from None
        except Invalid as error:
            raise click.ClickException(
                "; ".join(f"{k}: {' '.join(v)}" for k, v in error.errors.items())
            ) from None
        except FilonError as error:
            raise click.ClickException(error.detail or error.title) from None


@click.group(cls=_PlainWords)
@click.version_option(filon.__version__, prog_name="filon")
def main() -> None:
    """Filon keeps the leads of an agency's clients."""
