"""A study: a person's own table taken to maps, tests and a report that can be repeated."""

import json
import shutil
import tempfile
import time
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.language import Message
from boundaries.whole_folder import RECORD, whole_folder
from geo.reporting.progress import Progress
from geo.reporting.provenance import plain, sha256, versions, write_record
from geo.study.record import found_again, inputs, read_record, settings_beside
from geo.study.study_file import study_file
from geo.study.table.config import Config, StudyError, check_config, read_config

if TYPE_CHECKING:
    from geo.study.table.read import Words


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Study:
    """What is to be done with a table.

    Attributes
    ----------
    config : Config
        Every setting.
    assumptions : tuple of Message
        What was assumed because only a table was given.
    kept : bool
        The report holds the table, which lies in no file of the reader's own.

    Examples
    --------
    >>> study = Study.read("study.toml")  # doctest: +SKIP
    >>> study.run("report")  # doctest: +SKIP
    """

    config: Config
    assumptions: tuple[Message, ...] = ()
    kept: bool = False

    @classmethod
    def read(
        cls,
        path: str | PathLike[str],
        *,
        files: tuple[str, ...] = (),
        lang: str | None = None,
        kept: bool = False,
        sheet: str | None = None,
        max_mb: float | None = None,
        header: int | None = None,
        numbers: "Words | None" = None,
    ) -> "Study":
        """Read a ``study.toml``, or take a table and find out what it is.

        Parameters
        ----------
        path : path
            A .toml file, or a table of any kind.
        files : tuple of str
            Further tables of the same columns, one a year or one a province.
        kept : bool
            Put the table into the report.
        lang : str, optional
            A language that has a catalog, instead of the file's own.
        sheet : str, optional
            The sheet of a workbook; the one with most names of units by default.
        max_mb : float, optional
            A larger table is refused; 256 by default.
        header : int, optional
            Row number of the last row of headings; found by itself when not given.
        numbers : {"refuse", "missing"}, optional
            What to do with words in a column of numbers; they are refused by default.

        Raises
        ------
        StudyError
            Faults of the file, all at once; a table in which no column names units.
        LianpianError
            The table cannot be read.
        """
        source = Path(path)
        if source.suffix.lower() == ".toml":
            if files or any(asked is not None for asked in (sheet, max_mb, header, numbers)):
                raise StudyError("geo.study.study.says-itself-what-is-read-set", source=source)
            config = read_config(source)
            assumptions: tuple[Message, ...] = ()
        else:
            from geo.study.table.opening import open_table

            config, assumptions = open_table(
                source, files=files, sheet=sheet, max_mb=max_mb, header=header, numbers=numbers or "refuse"
            )
        if lang is not None:
            config = check_config({**config.model_dump(), "lang": lang}, source="--lang")
        return cls(config=config, assumptions=assumptions, kept=kept)

    @property
    def title(self) -> str:
        """The study's title; the table's file name when none was given."""
        return self.config.title or Path(self.config.table.path).stem

    def run(self, out: str | PathLike[str], *, quiet: bool = True) -> Path:
        """Carry the study out and write its report folder.

        Parameters
        ----------
        out : path
            The folder; an earlier report there is replaced only when the new one is whole.
        quiet : bool
            No progress on stderr.

        Returns
        -------
        pathlib.Path
            The folder: ``index.html``, ``tables.xlsx``, ``layer.gpkg``, ``layer.parquet``, ``figures/`` and
            ``run.json``; ``report.docx`` and ``summary.pptx`` where the extra ``office`` is installed.
        """
        from geo.study.report.files import write_study

        target = Path(out).expanduser().resolve()
        started = time.perf_counter()
        part = self.config.table
        read = [part.path, *part.files, part.corrections]
        with whole_folder(target, inputs=read) as folder:
            steps = 11 if self.config.drivers.response else 10
            progress = Progress(steps, quiet=quiet, lang=self.config.lang)
            left_out = write_study(self.config, self.title, self.assumptions, folder, progress)
            if self.kept:
                table = Path(self.config.table.path)
                shutil.copyfile(table, folder / table.name)
            seconds = {**progress.seconds, "progress.total": time.perf_counter() - started}
            write_record(
                folder,
                kind="study",
                settings=settings_beside(self.config, target),
                inputs=inputs(self.config),
                rows_left_out=left_out,
                assumptions=[plain(message) for message in self.assumptions],
                seconds={name: round(value, 3) for name, value in seconds.items()},
            )
        return target

    def toml(self, folder: str | PathLike[str] | None = None) -> str:
        """The study as a commented ``study.toml``.

        Parameters
        ----------
        folder : path, optional
            Where the file will lie: a table in it or below it is named from there, so that the folder can be
            handed on.

        Returns
        -------
        str
        """
        return study_file(self.config, self.assumptions, None if folder is None else Path(folder).resolve())


def verify(record: str | PathLike[str], *, table: str | PathLike[str] | None = None) -> list[Message]:
    """Repeat the study that a ``run.json`` records and compare every file.

    Parameters
    ----------
    record : path
        The file, or the folder that holds it.
    table : path, optional
        Where the table is. Otherwise it is looked for where it was, seen from the report, then beside the report,
        in it, and in the folder one works in; so are corrections.

    Returns
    -------
    list of Message
        What differs; empty when every file has the same bytes.

    Raises
    ------
    StudyError
        The file is no record of a study, or the table is gone.
    """
    held = read_record(record)
    here = held.folder
    path = found_again(held.config.table.path, here) if table is None else Path(table)
    update: dict[str, object] = {"path": str(path)}
    update["files"] = [str(found_again(file, here)) for file in held.config.table.files]
    if held.config.table.corrections is not None:
        update["corrections"] = str(found_again(held.config.table.corrections, here))
    config = held.config.model_copy(update={"table": held.config.table.model_copy(update=update)})
    differences = []
    own = [path, *map(Path, config.table.files)]
    differences += [
        Message("study.verify.table", name=file.name)
        for file, then in zip(own, held.table_sha256, strict=True)
        if sha256(file) != then
    ]
    for package, version in versions().items():
        if held.versions.get(package) != version:
            then = held.versions.get(package)
            differences.append(Message("study.verify.version", package=package, then=then, now=version))
    with tempfile.TemporaryDirectory() as place:
        again = Study(config=config, assumptions=held.assumptions, kept=path.name in held.files).run(
            Path(place) / "again"
        )
        now = json.loads((again / RECORD).read_text("utf-8"))["files"]
    for name in sorted(set(held.files) | set(now)):
        if held.files.get(name) != now.get(name):
            both = name in held.files and name in now
            differences.append(Message(f"study.verify.{'bytes' if both else 'lone'}", name=name))
    return differences
