"""The command line: ``lianpian COMMAND``.

Results go to stdout, progress to stderr. Exit codes: 0 done; 1 done, but rows were left out and --strict was
given; 2 nothing done, with one line that says why.
"""

import sys
from pathlib import Path
from typing import Any

import click

from boundaries.errors import LianpianError, LianpianWarning

language = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of what is written.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
quiet = click.option("--quiet", is_flag=True, help="Say nothing on stderr but warnings and errors.")
strict = click.option("--strict", is_flag=True, help="Exit with 1 when rows were left out.")
sheet_option = click.option("--sheet", help="Sheet of a workbook; the one with most names by default.")
max_mb = click.option("--max-mb", type=float, help="Largest file that is read.  [default: 256]")
header = click.option(
    "--header", type=int, help="Row number of the headings; found by itself when not given."
)
numbers = click.option(
    "--numbers",
    type=click.Choice(["refuse", "missing"]),
    help="What to do with words in a column of numbers.  [default: refuse]",
)
TABLE_OPTIONS = (
    click.argument("table", type=click.Path()),
    click.option("--name", help="Column that names the units; found by itself when not given."),
    click.option("--province", help="Column of provinces."),
    click.option("--prefecture", help="Column of prefectures."),
    click.option("--adcode", help="Column of division codes, which decide between units of one name."),
    click.option("--level", type=click.Choice(["county", "prefecture"]), help="What the names are names of."),
    click.option("--as-of", metavar="YYYY-MM-DD", help="The day whose divisions the names belong to."),
    click.option(
        "--corrections",
        type=click.Path(),
        help="A review sheet with corrected codes (from lianpian match --review).",
    ),
    sheet_option,
    header,
    numbers,
    max_mb,
)


LAYER_HEADS = {
    "level": "层级",
    "provider": "来源",
    "units": "单元",
    "official": "正式单元",
    "date": "区划日期",
    "datum": "基准",
    "source": "许可与出处",
    "version": "版本",
}
ROSTER_HEADS = {
    "id": "编号",
    "title": "名单",
    "publisher": "发布者",
    "year": "年份",
    "level": "层级",
    "rows": "单元",
    "eligible": "参评单元",
}


LEVELS = {"county": "县级", "prefecture": "地级", "province": "省级"}


def _in_chinese(frame: Any, heads: dict[str, str]) -> Any:
    """A list of layers or rosters, headed and its levels named for a Chinese reader."""
    return frame.assign(level=frame["level"].map(LEVELS)).rename(columns=heads)


def table_options(command: Any) -> Any:
    """The argument TABLE and what may be said of it, for every command that reads one."""
    for option in reversed(TABLE_OPTIONS):
        command = option(command)
    return command


def noted(notes: Any, *, lang: str, quiet: bool) -> None:
    """Say on stderr what was assumed and noticed."""
    for pair in () if quiet else notes:
        click.echo(pair[lang == "en"], err=True)


def _line(message: object) -> str:
    """A message as one line: cells that it quotes may hold line breaks, or codes that a terminal obeys."""
    return "".join(c if c.isprintable() else " " for c in str(message))


def _told(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    """A warning of this package as one line on stderr; those of others are no news to a user."""
    if issubclass(category, LianpianWarning):
        click.echo(f"lianpian: {_line(message)}", err=True)


DEBUG = "LIANPIAN_DEBUG"
COMPLETION = """\b
Shell completion:
  bash   eval "$(_LIANPIAN_COMPLETE=bash_source lianpian)"     in ~/.bashrc
  zsh    eval "$(_LIANPIAN_COMPLETE=zsh_source lianpian)"      in ~/.zshrc
  fish   _LIANPIAN_COMPLETE=fish_source lianpian | source      in ~/.config/fish/config.fish

\b
Exit codes: 0 done; 1 done, but rows were left out and --strict was given; 2 refused, the old output is
untouched; 130 interrupted. LIANPIAN_DEBUG=1 shows where an error came from.
"""


class Refusing(click.Group):
    """A group whose commands end with one line and exit code 2 when the package refuses."""

    def invoke(self, ctx: click.Context) -> Any:
        import warnings

        with warnings.catch_warnings():
            warnings.showwarning = _told
            warnings.simplefilter("always", LianpianWarning)
            return self._refused(ctx)

    def _refused(self, ctx: click.Context) -> Any:
        import os

        if os.environ.get(DEBUG):
            return super().invoke(ctx)
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise  # click's own: wrong options, exit codes
        except LianpianError as error:
            click.echo(f"lianpian: {_line(error)}", err=True)
            ctx.exit(2)
        except BrokenPipeError:
            raise  # the reader of stdout has gone: click knows what to do
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            click.echo(_line(f"lianpian: the system refused:{where} {error.strerror or error}"), err=True)
            ctx.exit(2)
        except MemoryError:
            click.echo("lianpian: out of memory; what was there before is untouched", err=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("lianpian: interrupted; what was there before is untouched", err=True)
            ctx.exit(130)
        except Exception as error:  # a fault of this program, or a file no reader of it foresaw
            what = _line(error)[:500]
            click.echo(
                f"lianpian: unexpected {type(error).__name__}: {what}; what was there before is untouched. "
                f"Set {DEBUG}=1 to see where, and please report it",
                err=True,
            )
            ctx.exit(2)


@click.group(
    cls=Refusing,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=COMPLETION,
)
@click.version_option(package_name="lianpian", prog_name="lianpian")
def main() -> None:
    """Put a ranking of Chinese counties on the map and test whether 强县连片成群 holds.

    \b
    lianpian atlas                  the atlas of the five published lists
    lianpian study table.xlsx       your own table to maps, tests and a report
    lianpian match table.xlsx       your names to division codes
    """


@main.command()
@click.option(
    "--out",
    default="atlas",
    show_default=True,
    help="Folder to write; replaced only when the new one is whole.",
)
@language
@click.option("--seed", default=20231231, show_default=True, help="Seed of every permutation test.")
@as_json
@quiet
def atlas(out: str, lang: str, seed: int, as_json: bool, quiet: bool) -> None:
    """Write the atlas of the published lists: maps, tables and tests.

    \b
    Example:  lianpian atlas --out atlas --lang en
    """
    from geo.atlas_pages.atlas import atlas as build

    folder = build(out, lang=lang, seed=seed, quiet=quiet)
    echo_place(folder / "index.html", as_json=as_json, atlas=str(folder))


@main.command()
@click.argument("roster_id", required=False, metavar="[ID]")
@language
@as_json
def rosters(roster_id: str | None, lang: str, as_json: bool) -> None:
    """List the published lists, or print one.

    \b
    Example:  lianpian rosters
              lianpian rosters caict-county-2023 --json
    """
    import pandas as pd

    import indicators
    from geo.atlas_pages.list_page import headed
    from geo.language.vocabulary import CHANGES, word

    if roster_id is not None:
        frame = indicators.roster(roster_id).frame.reset_index()
        if lang == "zh" and not as_json:
            if "change" in frame:
                frame["change"] = [word(CHANGES, str(change), "zh") for change in frame["change"]]
            frame = headed(frame, "zh")
        echo_table(frame, as_json=as_json)
        return
    lists = [indicators.roster(name) for name in indicators.rosters()]
    rows = [
        {
            "id": item.id,
            "title": item.title if lang == "zh" else item.title_en,
            "publisher": item.publisher,
            "year": item.year,
            "level": item.level,
            "rows": len(item.frame),
            "eligible": len(item.eligible),
        }
        for item in lists
    ]
    frame = pd.DataFrame(rows)
    echo_table(frame if as_json or lang == "en" else _in_chinese(frame, ROSTER_HEADS), as_json=as_json)


@main.command()
@click.argument("path", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option("--report", help="Only the claims of one report, such as caict-county-2023.")
@click.option(
    "--only",
    type=click.Choice(["agrees", "rounds", "variant", "contradicts", "not-computable"]),
    help="Only the claims with this verdict.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False), help="Write a .xlsx, .csv, .html or .json file instead."
)
@language
@as_json
def claims(
    path: str | None, report: str | None, only: str | None, out: str | None, lang: str, as_json: bool
) -> None:
    """Recompute every statement of the reports and judge it; PATH is a claims file of your own.

    \b
    Example:  lianpian claims --report caict-county-2023 --only contradicts
              lianpian claims --out claims.xlsx
    """
    from geo.audit.claims import audit_claims
    from geo.audit.claims_export import export_claims, filter_claims
    from geo.audit.claims_page import COLUMNS, worded

    audit = filter_claims(audit_claims(path), report=report, only=only)
    if out is not None:
        click.echo(export_claims(audit, out, lang=lang))
    else:
        shown = worded(audit, "en" if lang == "en" else "zh")
        names = ("id", "report", "statistic", "stated_value", "computed_value", "verdict", "reason")
        heads = [COLUMNS[name][lang == "en"] for name in names]
        echo_table(audit if as_json else shown[heads], as_json=as_json)


@main.command()
@click.argument("source", type=click.Path(), required=False)
@click.option(
    "--init", "start", type=click.Path(), metavar="TABLE", help="Write a study.toml for this table."
)
@click.option(
    "--verify",
    "record",
    type=click.Path(),
    metavar="RUN.JSON",
    help="Repeat the study of a run.json and compare every file.",
)
@click.option("--out", help="Folder of the report (with --init: the .toml file). [default: NAME-report]")
@sheet_option
@header
@numbers
@max_mb
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Language of the report. [default: zh, or the file's own]"
)
@click.option("--timings", is_flag=True, help="Print how long each step took.")
@strict
@as_json
@quiet
def study(
    source: str | None,
    start: str | None,
    record: str | None,
    out: str | None,
    sheet: str | None,
    header: int | None,
    numbers: Any,
    max_mb: float | None,
    lang: str | None,
    timings: bool,
    strict: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Take a table (or a study.toml) to maps, tests and a report.

    \b
    Example:  lianpian study 百强县.xlsx
              lianpian study --init 百强县.xlsx      write study.toml, to be edited
              lianpian study study.toml --out report
              lianpian study --verify report/run.json
    """
    import json

    from boundaries.writing import write_whole
    from geo.study.study import Study, verify

    if sum(item is not None for item in (source, start, record)) != 1:
        raise click.UsageError("give one of: a table or study.toml, --init TABLE, --verify RUN.JSON")
    asked: dict[str, Any] = {"sheet": sheet, "header": header, "numbers": numbers, "max_mb": max_mb}
    if record is not None:
        differences = verify(record)
        if as_json:
            click.echo(json.dumps({"same": not differences, "differences": differences}, ensure_ascii=False))
        else:
            click.echo("\n".join(differences) or "every file has the same bytes")
        sys.exit(1 if differences else 0)
    if start is not None:
        made = Study.read(start, lang=lang, **asked)
        target = Path(out or Path(start).with_name("study.toml"))
        if target.exists():
            raise LianpianError("geo.cli.is-there-already-give-another-name", target=target)
        write_whole(target, made.toml(target.resolve().parent).encode("utf-8"))
        echo_place(target, as_json=as_json, study=str(target))
        return
    assert source is not None
    made = Study.read(source, lang=lang, **asked)
    noted(made.assumptions, lang=made.config.lang, quiet=quiet)
    folder = made.run(out or f"{Path(source).stem}-report", quiet=quiet)
    held = json.loads((folder / "run.json").read_text("utf-8"))
    if timings:
        for step, seconds in held["seconds"].items():
            click.echo(f"{seconds:8.2f} s  {step}", err=True)
    left_out = held["rows_left_out"]
    echo_place(folder / "index.html", as_json=as_json, report=str(folder), rows_left_out=left_out)
    if strict and left_out:
        sys.exit(1)


@main.command()
@table_options
@click.option("--out", type=click.Path(), help="Write the table with codes as .xlsx or .csv.")
@click.option("--review", type=click.Path(), help="Write a review sheet (.xlsx) to correct by hand.")
@language
@strict
@as_json
@quiet
def match(
    table: str,
    out: str | None,
    review: str | None,
    lang: str,
    strict: bool,
    as_json: bool,
    quiet: bool,
    **known: Any,
) -> None:
    """Add division codes to a table, row by row, with status and reason.

    \b
    Example:  lianpian match 百强县.xlsx --out coded.xlsx --review review.xlsx
              lianpian match 百强县.xlsx --corrections review.xlsx --json
    """
    from geo.commands import Source, match_table

    source = Source(path=table, **known)
    shown, records, lost, notes = match_table(source, lang=lang, out=out, review=review)
    noted(notes, lang=lang, quiet=quiet)
    if as_json:
        echo_table(records, as_json=True)
    elif out is None:
        echo_table(shown, as_json=False)
    else:
        click.echo(out)
    if not quiet:
        n = len(records)
        said = f"{n:,} 行，{lost:,} 行没有匹配" if lang == "zh" else f"{lost:,} of {n:,} rows are not matched"
        click.echo(said, err=True)
    if strict and lost:
        sys.exit(1)


@main.command("map")
@table_options
@click.option("--column", help="Column of numbers to map; the first one by default.")
@click.option("--out", type=click.Path(), help="An .html, .png, .svg or .pdf file. [default: NAME.html]")
@click.option(
    "--scheme",
    type=click.Choice(["quantiles", "equal_interval", "fisher_jenks", "head_tail"]),
    default="quantiles",
    show_default=True,
    help="How values are classed.",
)
@click.option("--classes", default=5, show_default=True, help="Number of classes.")
@click.option("--title", help="Title of the map.")
@language
@strict
@as_json
@quiet
def map_(
    table: str,
    column: str | None,
    out: str | None,
    scheme: str,
    classes: int,
    title: str | None,
    lang: str,
    strict: bool,
    as_json: bool,
    quiet: bool,
    **known: Any,
) -> None:
    """Draw one map of one column; of the listed units, when the table has no numbers.

    \b
    Example:  lianpian map 百强县.xlsx --column 得分 --out 得分.png
              lianpian map 百强县.xlsx --lang en --title "Top 100 counties"
    """
    from geo.commands import Source, map_table

    drawn = map_table(
        Source(path=table, **known),
        column=column,
        out=out,
        scheme=scheme,
        classes=classes,
        title=title,
        lang=lang,
    )
    noted(drawn.notes, lang=lang, quiet=quiet)
    echo_place(
        drawn.path,
        as_json=as_json,
        map=str(drawn.path),
        column=drawn.column,
        units=drawn.units,
        rows_left_out=drawn.left_out,
    )
    if strict and drawn.left_out:
        sys.exit(1)


@main.command()
@click.argument("raster", type=click.Path(exists=True, dir_okay=False), required=False)
@click.option(
    "--level", type=click.Choice(["county", "prefecture", "province"]), default="county", show_default=True
)
@click.option(
    "--stats",
    default="mean",
    show_default=True,
    help="Comma-separated: mean, sum, min, max, count, median, stdev.",
)
@click.option("--out", type=click.Path(dir_okay=False), help="Write a .csv or .xlsx file.")
@language
@as_json
def zonal(raster: str | None, level: str, stats: str, out: str | None, lang: str, as_json: bool) -> None:
    """Summarize a raster under every unit; the shipped night-lights picture by default.

    \b
    Example:  lianpian zonal population.tif --stats sum --out population.csv
    """
    from geo.commands import ZONAL_HEADS, zonal_table
    from geo.reporting.export import write_table

    result = zonal_table(
        raster, level=level, stats=[item.strip() for item in stats.split(",") if item.strip()]
    )
    if lang == "zh" and not as_json:
        result = result.rename(columns=ZONAL_HEADS)
    if out is None:
        echo_table(result, as_json=as_json)
    else:
        click.echo(write_table(result, out, sheet="分区统计" if lang == "zh" else "zonal"))


@main.command()
@click.argument("file", type=click.Path(exists=True), required=False)
@click.option(
    "--level", type=click.Choice(["county", "prefecture", "province"]), default="county", show_default=True
)
@click.option(
    "--export",
    type=click.Path(dir_okay=False),
    help="Write the layer as .gpkg, .geojson, .fgb, .parquet or .shp.",
)
@click.option("--tolerance-m", type=float, help="Simplify by so many metres; neighbors stay the same.")
@click.option("--adcode", help="With FILE: its column of division codes.")
@click.option(
    "--datum", type=click.Choice(["wgs84", "cgcs2000", "gcj02", "bd09"]), help="With FILE: its datum."
)
@language
@as_json
def layers(
    file: str | None,
    level: str,
    export: str | None,
    tolerance_m: float | None,
    adcode: str | None,
    datum: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """List the boundary layers, export one, or check a layer of your own.

    \b
    Example:  lianpian layers
              lianpian layers --level prefecture --export prefectures.gpkg
              lianpian layers my.shp --adcode code --datum gcj02
    """
    from geo.commands import check_own_layer, layer_table
    from geo.reporting.export import export_layer

    if file is not None:
        if adcode is None or datum is None:
            raise click.UsageError("to check a layer of your own give --adcode COLUMN and --datum")
        echo_table(check_own_layer(file, adcode=adcode, datum=datum), as_json=as_json)
    elif export is not None:
        written, said = export_layer(level, export, tolerance_m=tolerance_m)
        if said:
            click.echo(f"lianpian: {said}", err=True)
        echo_place(written, as_json=as_json, layer=str(written))
    else:
        frame = layer_table()
        echo_table(frame if as_json or lang == "en" else _in_chinese(frame, LAYER_HEADS), as_json=as_json)


def echo_place(path: Path, *, as_json: bool, **record: Any) -> None:
    """Print where a result is: its path, or a JSON record that holds it."""
    import json

    click.echo(json.dumps(record, ensure_ascii=False) if as_json else path)


def echo_table(frame: Any, *, as_json: bool) -> None:
    """Print a table on stdout: JSON records, or tab-separated lines."""
    if as_json:
        import json

        rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=_plain, allow_nan=False))
    else:
        click.echo(frame.to_csv(sep="\t", index=False, lineterminator="\n"), nl=False)


def _plain(value: Any) -> Any:
    """A number of NumPy, a date or the like, as JSON holds it."""
    return value.item() if hasattr(value, "item") else str(value)


if __name__ == "__main__":
    sys.exit(main())
