"""A study: a person's own table taken to maps, tests and a report that can be repeated."""

import json
import tempfile
import time
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from geo.reporting.output import RECORD, replaced_folder
from geo.reporting.progress import Progress
from geo.reporting.provenance import sha256, versions
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
    assumptions : tuple of (str, str)
        What was assumed because only a table was given, in Chinese and English.

    Examples
    --------
    >>> study = Study.read("study.toml")  # doctest: +SKIP
    >>> study.run("report")  # doctest: +SKIP
    """

    config: Config
    assumptions: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(
        cls,
        path: str | PathLike[str],
        *,
        lang: str | None = None,
        sheet: str | None = None,
        max_mb: float | None = None,
        header: int | None = None,
        numbers: "Words | None" = None,
    ) -> "Study":
        """Read a ``study.toml``, or take a table and find out what it is.

        Parameters
        ----------
        path : path
            A .toml file, or a table (.xlsx, .csv, .parquet).
        lang : {"zh", "en"}, optional
            Instead of the file's own.
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
            if any(asked is not None for asked in (sheet, max_mb, header, numbers)):
                raise StudyError("geo.study.study.says-itself-what-is-read-set", source=source)
            config = read_config(source)
            assumptions: tuple[tuple[str, str], ...] = ()
        else:
            from geo.study.table.opening import open_table

            config, assumptions = open_table(
                source, sheet=sheet, max_mb=max_mb, header=header, numbers=numbers or "refuse"
            )
        if lang is not None:
            config = check_config({**config.model_dump(), "lang": lang}, source="--lang")
        return cls(config=config, assumptions=assumptions)

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
            ``run.json``.
        """
        from geo.study.report.files import write_study

        target = Path(out).expanduser().resolve()
        started = time.perf_counter()
        with replaced_folder(target) as folder:
            progress = Progress(8, quiet=quiet)
            left_out = write_study(self, folder, progress)
            seconds = {**progress.seconds, "total": time.perf_counter() - started}
            _write_record(self, folder, seconds, left_out)
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
        return _toml(self, None if folder is None else Path(folder).resolve())


def verify(record: str | PathLike[str]) -> list[str]:
    """Repeat the study that a ``run.json`` records and compare every file.

    The table is looked for where it was, then beside the report, in it, and in the folder one works in.

    Returns
    -------
    list of str
        What differs, one line each; empty when every file has the same bytes.

    Raises
    ------
    StudyError
        The file is no record of a study, or the table is gone.
    """
    path = Path(record)
    if path.is_dir():
        path = path / RECORD
    try:
        held = json.loads(path.read_text("utf-8"))
        settings, files, table = held["settings"], held["files"], held["inputs"]["table"]
        if held["kind"] != "study":
            raise StudyError("geo.study.study.records-a-not-a-study", path=path, kind=held["kind"])
    except OSError as error:
        raise StudyError("geo.study.study.cannot-be-read", path=path, strerror=error.strerror) from None
    except (ValueError, KeyError, TypeError):
        raise StudyError("geo.study.study.is-not-the-run-json-of", path=path) from None
    config = check_config(settings, source=str(path))
    then = Path(config.table.path)
    here = path.resolve().parent
    places = [then, *(folder / then.name for folder in (here.parent, here, Path.cwd()))]
    source = next((place for place in places if place.exists()), None)
    if source is None:
        raise StudyError("geo.study.study.the-table-is-gone-put-it", then=then)
    config = config.model_copy(update={"table": config.table.model_copy(update={"path": str(source)})})
    differences = []
    if sha256(source) != table["sha256"]:
        differences.append(f"{source.name}: the table itself has changed")
    for package, version in versions().items():
        if held["versions"].get(package) != version:
            differences.append(f"{package}: {held['versions'].get(package)} then, {version} now")
    said = tuple((zh, en) for zh, en in held.get("assumptions", []))
    with tempfile.TemporaryDirectory() as place:
        again = Study(config=config, assumptions=said).run(Path(place) / "again")
        now = json.loads((again / RECORD).read_text("utf-8"))["files"]
    for name in sorted(set(files) | set(now)):
        if files.get(name) != now.get(name):
            differences.append(
                f"{name}: other bytes" if name in files and name in now else f"{name}: only in one of the two"
            )
    return differences


def _write_record(study: Study, folder: Path, seconds: dict[str, float], left_out: int) -> None:
    """``run.json``: settings, inputs, versions, hashes of the outputs, and how long each step took."""
    from geo.reporting.provenance import write_record

    source = Path(study.config.table.path)
    mended = study.config.table.corrections
    write_record(
        folder,
        kind="study",
        settings=study.config.model_dump(),
        inputs={
            "table": {"name": source.name, "sha256": sha256(source)},
            **({"corrections": {"sha256": sha256(Path(mended))}} if mended else {}),
        },
        rows_left_out=left_out,
        assumptions=[list(pair) for pair in study.assumptions],
        seconds={name: round(value, 3) for name, value in seconds.items()},
    )


COMMENTS: dict[str, tuple[str, str]] = {
    "title": ("报告标题", "title of the report"),
    "lang": ("zh 或 en", "zh or en"),
    "table": ("表格和各列；路径相对于本文件", "the table and its columns; the path is relative to this file"),
    "path": ("表格文件", "the file"),
    "name": ("单元名称所在的列", "column that names the units"),
    "adcode": (
        "六位区划代码所在的列，与名称核对",
        "column of six-digit division codes, checked against the names",
    ),
    "corrections": ("填好更正代码的核对表（.xlsx）", "a corrected review sheet (.xlsx)"),
    "sheet": ("工作表", "sheet of the workbook"),
    "sheets": (
        "每年一张工作表，表名带年份（2021年）；年份成为一列",
        "one sheet a year, called by it (2021); the years become a column",
    ),
    "year": ("年份所在的列（一行是一个单元的一年）", "column of years (a row is one unit in one year)"),
    "wide": (
        "年份写在列名里（GDP2015），columns 是不带年份的指标名",
        "the headings name the years (GDP2015); columns are the indicators without them",
    ),
    "panel_permutations": (
        "面板（多年数据）各检验的置换次数",
        "draws of every test of a table of several years",
    ),
    "category": (
        "区分几份名单或指标的列，每个词成为一列",
        "a column that tells several lists or indicators apart; each word becomes a column",
    ),
    "count": (
        "同一单元有多行时，以行数作为一个指标",
        "where a unit stands in several rows: their number is an indicator",
    ),
    "header": ("表头所在的行（多行时取最后一行）", "row of the headings (the last of several)"),
    "numbers": (
        "数值列里的文字：refuse 报错，missing 按缺失",
        "words in a column of numbers: refuse, or missing",
    ),
    "max_mb": ("文件大小上限（MB）", "largest file that is read, in MB"),
    "provinces": ("只在这些省内参评；空为全国", "only units of these provinces; all when empty"),
    "prefectures": (
        "只在这些地级市（州、盟）内参评；空为不限",
        "only units of these prefectures; all when empty",
    ),
    "columns": ("要检验和上图的数值列", "columns of numbers to test and map"),
    "level": ("county 或 prefecture", "county or prefecture"),
    "as_of": ("名称属于哪一天的区划", "the day whose divisions the names belong to"),
    "top": ("只把前若干名当作入选单元", "take only the first so many as chosen"),
    "boundaries": ("边界数据", "boundary data"),
    "provider": ("tianditu 或 amap", "tianditu or amap"),
    "tolerance_m": ("简化容差（米），不改变邻接", "simplification in metres; neighbors are unchanged"),
    "eligible": ("参评范围", "the units that could have been chosen"),
    "units": (
        "counties, districts, all, cities；listed 表示表中全部单元",
        "counties, districts, all, cities; listed: every unit of the table",
    ),
    "municipalities": ("是否包括四个直辖市", "whether the four municipalities are eligible"),
    "neighbors": ("邻接定义", "who borders whom"),
    "tests": (
        "零假设、统计量、置换次数、种子、错误发现率",
        "nulls, statistics, draws, seed, false discovery rate",
    ),
    "regions": ("成群检验用的区域", "regions to test"),
    "output": ("输出", "what is written"),
}


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def _toml(study: Study, folder: Path | None) -> str:
    english = study.config.lang == "en"
    lines = [f"# {pair[english]}" for pair in study.assumptions]
    plain = study.config.model_dump()
    for key in ("path", "corrections"):
        place = plain["table"][key]
        if place is not None and folder is not None and Path(place).is_relative_to(folder):
            plain["table"][key] = Path(place).relative_to(folder).as_posix()
    sections: list[str] = []

    def entry(key: str, value: object) -> None:
        note = COMMENTS.get(key, ("", ""))[english]
        tail = f"  # {note}" if note else ""
        sections.append(f"# {key} ={tail}" if value is None else f"{key} = {_value(value)}{tail}")

    for key in ("title", "lang"):
        entry(key, plain.pop(key))
    for part, values in plain.items():
        note = COMMENTS.get(part, ("", ""))[english]
        sections += ["", f"[{part}]" + (f"  # {note}" if note else "")]
        for key, value in values.items():
            entry(key, value)
    return "\n".join([*lines, "", *sections, ""])
