"""What a ``run.json`` holds of a study, and how it is read again: no path of the machine it was made on."""

import json
import os
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from boundaries.language import Message
from boundaries.whole_folder import RECORD
from geo.reporting.provenance import message_of, sha256
from geo.study.table.config import Config, StudyError, check_config


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Record:
    """A ``run.json`` of a study.

    Attributes
    ----------
    folder : pathlib.Path
        That of the report.
    config : Config
        Its table's path is that of `settings_beside`.
    assumptions : tuple of Message
    table_sha256 : tuple of str
        Of the table's files.
    versions, files : dict of str to str
    """

    folder: Path
    config: Config
    assumptions: tuple[Message, ...]
    table_sha256: tuple[str, ...]
    versions: dict[str, str]
    files: dict[str, str]


def settings_beside(config: Config, report: Path) -> dict[str, Any]:
    """The settings as a report's record holds them: a table beside or in the report by its way from there.

    Parameters
    ----------
    config : Config
    report : pathlib.Path
        The report's folder. A table elsewhere is named without its folder.

    Returns
    -------
    dict
    """
    settings = config.model_dump()
    for key in ("path", "corrections"):
        if settings["table"][key] is not None:
            settings["table"][key] = _from(Path(settings["table"][key]).resolve(), report.resolve())
    files = settings["table"]["files"]
    settings["table"]["files"] = [_from(Path(file).resolve(), report.resolve()) for file in files]
    return settings


def _from(path: Path, report: Path) -> str:
    if path.is_relative_to(report.parent):
        return Path(os.path.relpath(path, report)).as_posix()
    return path.name


def inputs(config: Config) -> dict[str, Any]:
    """The files that a study reads, by their hashes."""
    source, mended = Path(config.table.path), config.table.corrections
    further = [{"name": Path(file).name, "sha256": sha256(Path(file))} for file in config.table.files]
    return {
        "table": {"name": source.name, "sha256": sha256(source)},
        **({"files": further} if further else {}),
        **({"corrections": {"sha256": sha256(Path(mended))}} if mended else {}),
    }


def read_record(record: str | PathLike[str]) -> Record:
    """Read a ``run.json``; ``record`` may be the folder that holds it.

    Raises
    ------
    StudyError
        The file is no record of a study.
    """
    path = Path(record)
    if path.is_dir():
        path = path / RECORD
    try:
        held = json.loads(path.read_text("utf-8"))
        if held["kind"] != "study":
            raise StudyError("geo.study.study.records-a-not-a-study", path=path, kind=held["kind"])
        return Record(
            folder=path.resolve().parent,
            config=check_config(held["settings"], source=str(path)),
            assumptions=tuple(map(message_of, held["assumptions"])),
            table_sha256=tuple(
                one["sha256"] for one in (held["inputs"]["table"], *held["inputs"].get("files", ()))
            ),
            versions=held["versions"],
            files=held["files"],
        )
    except OSError as error:
        raise StudyError("geo.study.study.cannot-be-read", path=path, strerror=error.strerror) from None
    except StudyError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise StudyError("geo.study.study.is-not-the-run-json-of", path=path) from None


def found_again(name: str, report: Path) -> Path:
    """The file of that name: where it was, seen from the report, then beside it, in it, and where one works.

    Raises
    ------
    StudyError
        It is nowhere.
    """
    then = report / name
    places = [then, *(folder / then.name for folder in (report.parent, report, Path.cwd()))]
    source = next((place for place in places if place.exists()), None)
    if source is None:
        raise StudyError("geo.study.study.the-table-is-gone-put-it", then=then)
    return source
