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
quiet = click.option("--quiet", is_flag=True, help="No progress on stderr.")


def _told(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    """A warning of this package as one line on stderr; those of others are no news to a user."""
    if issubclass(category, LianpianWarning):
        click.echo(f"lianpian: {message}", err=True)


class Refusing(click.Group):
    """A group whose commands end with one line and exit code 2 when the package refuses."""

    def invoke(self, ctx: click.Context) -> Any:
        import warnings

        with warnings.catch_warnings():
            warnings.showwarning = _told
            return self._refused(ctx)

    def _refused(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LianpianError as error:
            click.echo(f"lianpian: {error}", err=True)
            ctx.exit(2)
        except BrokenPipeError:
            raise  # the reader of stdout has gone: click knows what to do
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            click.echo(f"lianpian: the system refused:{where} {error.strerror or error}", err=True)
            ctx.exit(2)
        except MemoryError:
            click.echo("lianpian: out of memory; what was there before is untouched", err=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("lianpian: interrupted; what was there before is untouched", err=True)
            ctx.exit(130)


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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
@quiet
def atlas(out: str, lang: str, seed: int, quiet: bool) -> None:
    """Write the atlas of the published lists: maps, tables and tests.

    \b
    Example:  lianpian atlas --out atlas --lang en
    """
    from geo.atlas import atlas as build

    folder = build(out, lang=lang, seed=seed, quiet=quiet)
    click.echo(folder / "index.html")


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

    if roster_id is not None:
        echo_table(indicators.roster(roster_id).frame.reset_index(), as_json=as_json)
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
    echo_table(pd.DataFrame(rows), as_json=as_json)


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
    from geo.claims import audit_claims
    from geo.claims_export import export_claims, filter_claims
    from geo.claims_page import COLUMNS, worded

    audit = filter_claims(audit_claims(path), report=report, only=only)
    if out is not None:
        click.echo(export_claims(audit, out, lang=lang))
    else:
        shown = worded(audit, "en" if lang == "en" else "zh")
        names = ("id", "report", "statistic", "stated_value", "computed_value", "verdict", "reason")
        heads = [COLUMNS[name][lang == "en"] for name in names]
        echo_table(audit if as_json else shown[heads], as_json=as_json)


@main.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False), required=False)
@click.option(
    "--init", "start", type=click.Path(exists=True, dir_okay=False), help="Write a study.toml for this table."
)
@click.option(
    "--verify",
    "record",
    type=click.Path(exists=True),
    help="Repeat the study of a run.json and compare every file.",
)
@click.option("--out", help="Folder of the report (with --init: the .toml file). [default: NAME-report]")
@click.option("--sheet", help="Sheet of a workbook.")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Language of the report. [default: zh, or the file's own]"
)
@click.option("--timings", is_flag=True, help="Print how long each step took.")
@click.option("--strict", is_flag=True, help="Exit with 1 when rows were left off the map.")
@as_json
@quiet
def study(
    source: str | None,
    start: str | None,
    record: str | None,
    out: str | None,
    sheet: str | None,
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

    from geo.study import Study, verify

    if sum(item is not None for item in (source, start, record)) != 1:
        raise click.UsageError("give one of: a table or study.toml, --init TABLE, --verify RUN.JSON")
    if record is not None:
        differences = verify(record)
        if as_json:
            click.echo(json.dumps({"same": not differences, "differences": differences}, ensure_ascii=False))
        else:
            click.echo("\n".join(differences) or "every file has the same bytes")
        sys.exit(1 if differences else 0)
    if start is not None:
        made = Study.read(start, lang=lang, sheet=sheet)
        target = Path(out or Path(start).with_name("study.toml"))
        if target.exists():
            raise LianpianError(f"{target} is there already; give another name with --out")
        target.write_text(made.toml(), "utf-8")
        click.echo(target)
        return
    assert source is not None
    made = Study.read(source, lang=lang, sheet=sheet)
    for pair in made.assumptions:
        if not quiet:
            click.echo(pair[made.config.lang == "en"], err=True)
    folder = made.run(out or f"{Path(source).stem}-report", quiet=quiet)
    held = json.loads((folder / "run.json").read_text("utf-8"))
    if timings:
        for step, seconds in held["seconds"].items():
            click.echo(f"{seconds:8.2f} s  {step}", err=True)
    left_out = held["rows_left_out"]
    if as_json:
        click.echo(json.dumps({"report": str(folder), "rows_left_out": left_out}, ensure_ascii=False))
    else:
        click.echo(folder / "index.html")
    if strict and left_out:
        sys.exit(1)


@main.command()
@click.argument("table", type=click.Path(exists=True, dir_okay=False))
@click.option("--name", help="Column that names the units; found by itself when not given.")
@click.option("--prefecture", help="Column of prefectures.")
@click.option("--province", help="Column of provinces.")
@click.option(
    "--as-of", default="2023-07-31", show_default=True, help="The day whose divisions the names belong to."
)
@click.option("--sheet", help="Sheet of a workbook.")
@click.option("--out", type=click.Path(dir_okay=False), help="Write the table with codes as .xlsx or .csv.")
@click.option(
    "--review", type=click.Path(dir_okay=False), help="Write a review sheet (.xlsx) to correct by hand."
)
@click.option("--strict", is_flag=True, help="Exit with 1 when rows were not matched.")
@as_json
def match(
    table: str,
    name: str | None,
    prefecture: str | None,
    province: str | None,
    as_of: str,
    sheet: str | None,
    out: str | None,
    review: str | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Add division codes to a table, row by row, with status and reason.

    \b
    Example:  lianpian match 百强县.xlsx --out coded.xlsx --review review.xlsx
    """
    from geo.commands import match_table

    result, unmatched = match_table(
        table,
        name=name,
        prefecture=prefecture,
        province=province,
        as_of=as_of,
        sheet=sheet,
        out=out,
        review=review,
    )
    if out is None:
        echo_table(result, as_json=as_json)
    else:
        click.echo(out)
    click.echo(f"{len(result) - unmatched:,} of {len(result):,} rows matched", err=True)
    if strict and unmatched:
        sys.exit(1)


@main.command("map")
@click.argument("table", type=click.Path(exists=True, dir_okay=False))
@click.option("--column", help="Column of numbers to map; the first one by default.")
@click.option("--out", help="An .html, .png, .svg or .pdf file. [default: NAME.html]")
@click.option(
    "--scheme",
    type=click.Choice(["quantiles", "equal_interval", "fisher_jenks", "head_tail"]),
    default="quantiles",
    show_default=True,
)
@click.option("--classes", default=5, show_default=True, help="Number of classes.")
@click.option("--title", help="Title of the map.")
@click.option("--sheet", help="Sheet of a workbook.")
@language
def map_(
    table: str,
    column: str | None,
    out: str | None,
    scheme: Any,
    classes: int,
    title: str | None,
    sheet: str | None,
    lang: str,
) -> None:
    """Draw one map of one column.

    \b
    Example:  lianpian map 百强县.xlsx --column 得分 --out 得分.png
    """
    from geo.commands import map_table

    click.echo(
        map_table(
            table, column=column, out=out, scheme=scheme, classes=classes, title=title, sheet=sheet, lang=lang
        )
    )


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
@as_json
def zonal(raster: str | None, level: str, stats: str, out: str | None, as_json: bool) -> None:
    """Summarize a raster under every unit; the shipped night-lights picture by default.

    \b
    Example:  lianpian zonal population.tif --stats sum --out population.csv
    """
    from geo.commands import write_table, zonal_table

    result = zonal_table(
        raster, level=level, stats=[item.strip() for item in stats.split(",") if item.strip()]
    )
    if out is None:
        echo_table(result, as_json=as_json)
    else:
        click.echo(write_table(result, out))


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
    from geo.commands import check_own_layer, export_layer, layer_table

    if file is not None:
        if adcode is None or datum is None:
            raise click.UsageError("to check a layer of your own give --adcode COLUMN and --datum")
        echo_table(check_own_layer(file, adcode=adcode, datum=datum), as_json=as_json)
    elif export is not None:
        click.echo(export_layer(level, export, tolerance_m=tolerance_m))
    else:
        echo_table(layer_table(lang=lang), as_json=as_json)


def echo_table(frame: Any, *, as_json: bool) -> None:
    """Print a table on stdout: JSON records, or tab-separated lines."""
    if as_json:
        click.echo(frame.to_json(orient="records", force_ascii=False, indent=2))
    else:
        click.echo(frame.to_csv(sep="\t", index=False, lineterminator="\n"), nl=False)


if __name__ == "__main__":
    sys.exit(main())
