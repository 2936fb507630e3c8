"""The groups of commands, each imported when it is typed: what one lacks is no matter to the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup
from typer.main import get_command

from sluice.command import NOT_NOW, warn


@dataclass(frozen=True, kw_only=True)
class CommandGroup:
    """A module of commands, in its `app`: a group by its `name`, or `commands` that stand by themselves."""

    module: str
    name: str = ""
    commands: Sequence[str] = ()

    @property
    def names(self) -> Sequence[str]:
        """The words that are typed to reach it."""
        return self.commands or (self.name,)

    def load(self, typed: str) -> Any:  # noqa: ANN401 (typer's own classes of commands are private)
        """Import the module and return the command that was typed; raise ImportError."""
        loaded = get_command(import_module(self.module).app)
        command = loaded.commands[typed] if self.commands and isinstance(loaded, TyperGroup) else loaded
        command.name = typed
        return command


class LazyCommands(TyperGroup):
    """A command line that imports what is typed, and names in one line the package that it lacks."""

    groups: ClassVar[Sequence[CommandGroup]] = ()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 (typer's context is private)
        """Name every command, whether it can be imported or not."""
        return [*super().list_commands(ctx), *(name for each in self.groups for name in each.names)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """Return a command by its name; one that can't be imported says so when it is run."""
        for each in self.groups:
            if cmd_name in each.names:
                try:
                    return each.load(cmd_name)
                except ModuleNotFoundError as error:
                    return _report_missing(cmd_name, str(error.name))
        return super().get_command(ctx, cmd_name)


def _report_missing(command: str, module: str) -> Any:  # noqa: ANN401
    why = f"{command} needs the Python module {module}, which isn't there: install what provides it"
    app = typer.Typer()

    @app.command(
        command,
        help=f"Not available: the Python module {module} isn't there.",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    )
    def report() -> None:
        warn(why)
        raise typer.Exit(NOT_NOW)

    return get_command(app)
