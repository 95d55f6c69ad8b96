"""Texts, paths and choices taken as they stand.

typer makes every value of its type by pydantic, and loading that takes a fifth of a whole ``match``. What is plain to
see is taken without it; any other value, and every fault, is left to typer.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any, Final, get_args, get_origin

from typer import Typer
from typer.core import TyperCommand, TyperGroup

_LEFT: Final = object()
"""In place of a value that is left to typer."""


class PlainCommand(TyperCommand):
    """A command whose options and arguments are taken as they stand where that is plain to see."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its parameters, ``--help`` among them."""
        return _plainly(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group of such commands."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its parameters, ``--help`` among them."""
        return _plainly(super().get_params(ctx))


def plainly(app: Typer) -> None:
    """Make all commands of an app, and of the groups in it, take values so."""
    app.info.cls = PlainGroup
    for command in app.registered_commands:
        command.cls = PlainCommand
    for group in app.registered_groups:
        if group.typer_instance is not None:
            plainly(group.typer_instance)


def _plainly(params: list[Any]) -> list[Any]:
    for param in params:
        # A typer that keeps this elsewhere passes it over, and goes its own way.
        if vars(param).get("_runtime_param", _LEFT) is None:
            vars(param)["_runtime_param"] = _Plain()
    return params


class _Plain:
    """Stands where typer keeps how a parameter's values are made, until there is one that it has to make."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value of its type."""
        described = param.type_descriptor
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        made = _LEFT if _is_bound(described.parameter_info) else _plain(described.annotation, value)
        if made is not _LEFT:
            return made
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _is_bound(info: Any) -> bool:
    """Whether typer was asked to look at values, or to make them by a function."""
    return bool(info.parser or info.exists or info.resolve_path or not (info.file_okay and info.dir_okay))


def _plain(type_: Any, value: Any) -> Any:
    if get_origin(type_) is list and isinstance(value, list | tuple):
        made = [_plain(get_args(type_)[0], one) for one in value]
        return _LEFT if any(one is _LEFT for one in made) else made
    if not isinstance(type_, type):
        return _LEFT
    if isinstance(value, type_):
        return value
    if not isinstance(value, str):
        return _LEFT
    if issubclass(type_, Enum):
        return type_(value) if value in {one.value for one in type_} else _LEFT
    return Path(value) if type_ is Path else _LEFT
