"""A study as a commented ``study.toml``."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel

from boundaries.language import Message, say
from geo.study.table.config import Config


def study_file(config: Config, assumptions: Sequence[Message], folder: Path | None) -> str:
    """The text of the file: what was assumed, then every setting with what it means.

    Parameters
    ----------
    config : Config
    assumptions : sequence of Message
    folder : pathlib.Path, optional
        Where the file will lie: a table in it or below it is named from there.

    Returns
    -------
    str
    """
    lang = config.lang
    lines = [*(f"# {say(lang, message)}" for message in assumptions), ""]
    parts: list[str] = []
    for key, field in Config.model_fields.items():
        value = getattr(config, key)
        if isinstance(value, BaseModel):
            note = _comment(field.description, lang)
            parts += ["", f"[{key}]{note}", *_entries(value, lang, folder)]
        else:
            lines.append(_entry(key, value, field.description, lang))
    return "\n".join([*lines, *parts, ""])


def _entries(part: BaseModel, lang: str, folder: Path | None) -> Iterator[str]:
    for key, field in type(part).model_fields.items():
        value = getattr(part, key)
        if key in ("path", "corrections") and value and folder and Path(value).is_relative_to(folder):
            value = Path(value).relative_to(folder).as_posix()
        if key == "files" and folder:
            beside = [Path(file) for file in value]
            value = [str(f.relative_to(folder).as_posix() if f.is_relative_to(folder) else f) for f in beside]
        yield _entry(key, value, field.description, lang)


def _entry(key: str, value: object, description: str | None, lang: str) -> str:
    note = _comment(description, lang)
    return f"# {key} ={note}" if value is None else f"{key} = {_value(value)}{note}"


def _comment(description: str | None, lang: str) -> str:
    return f"  # {say(lang, description)}" if description else ""


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_value(str(key))} = {_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
