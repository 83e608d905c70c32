"""A command whose first argument is a session's folder, and whose second may be a form of it."""

from collections.abc import Mapping
from typing import ClassVar

import click


class Forms(click.Group):
    """The forms of a command; each may be given by its French name."""

    aliases: ClassVar[Mapping[str, str]] = {}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The form of this name, French or English."""
        return super().get_command(ctx, self.aliases.get(cmd_name, cmd_name))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Where no form follows the folder, an option may."""
        alone = len(args) == 2 and args[1].startswith("-") and not args[0].startswith("-")
        return super().parse_args(ctx, args[::-1] if alone else args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order they were defined."""
        return list(self.commands)
