"""The command line: ``lianpian COMMAND``.

Results go to stdout, progress to stderr. Exit codes: 0 done; 1 done, but rows were left out and --strict was
given; 2 nothing done, with one line that says why.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from boundaries.errors import LianpianError
from boundaries.language import current, say, speaking
from geo.command.piped import PIPE
from geo.command.piped import tables as given
from geo.command.printed import print_json, print_notes, print_place, print_record, print_table
from geo.command.refusals import Refusing
from geo.command.spoken import Language, Option
from geo.scoring.methods import AGGREGATES, WEIGHTINGS

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def option(*names: str, **settings: Any) -> Callable[[Decorated], Decorated]:
    """An option of a command; its ``help`` is the id of a message."""
    return click.option(*names, cls=Option, **settings)


def _spoken(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """The language asked for, or that of the run."""
    return value or current()


language = option("--lang", type=Language(), callback=_spoken, help="command.option.lang")
as_json = option("--json", "as_json", is_flag=True, help="command.option.json")
quiet = option("--quiet", is_flag=True, help="command.option.quiet")
strict = option("--strict", is_flag=True, help="command.option.strict")
sheet_option = option("--sheet", help="command.option.sheet")
max_mb = option("--max-mb", type=float, help="command.option.max_mb")
header = option("--header", type=int, help="command.option.header")
numbers = option("--numbers", type=click.Choice(["refuse", "missing"]), help="command.option.numbers")
TABLE_OPTIONS = (
    click.argument("tables", type=click.Path(allow_dash=True), nargs=-1, required=True, metavar="TABLE..."),
    option("--name", help="command.option.name"),
    option("--province", help="command.option.province"),
    option("--prefecture", help="command.option.prefecture"),
    option("--adcode", help="command.option.adcode"),
    option("--level", type=click.Choice(["county", "prefecture"]), help="command.option.level"),
    option("--as-of", metavar="YYYY-MM-DD", help="command.option.as_of"),
    option("--corrections", type=click.Path(), help="command.option.corrections"),
    sheet_option,
    header,
    numbers,
    max_mb,
)


def table_options(command: Any) -> Any:
    """The argument TABLE and what may be said of it, for every command that reads one."""
    for each in reversed(TABLE_OPTIONS):
        command = each(command)
    return command


def _version(ctx: click.Context, parameter: click.Parameter, asked: bool) -> None:
    """Say the version and end."""
    if not asked or ctx.resilient_parsing:
        return
    import importlib.metadata

    click.echo(say(current(), "command.version", version=importlib.metadata.version("lianpian")))
    ctx.exit()


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@option("--lang", type=Language(), expose_value=False, help="command.option.lang")
@option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="command.option.version",
)
def main() -> None:
    """The whole command."""


@main.command()
@option("--out", default="atlas", show_default=True, help="command.option.atlas.out")
@language
@option("--seed", default=20231231, show_default=True, help="command.option.seed")
@as_json
@quiet
def atlas(out: str, lang: str, seed: int, as_json: bool, quiet: bool) -> None:
    """Write the atlas of the published lists."""
    from geo.atlas_pages.atlas import atlas as build

    folder = build(out, lang=lang, seed=seed, quiet=quiet)
    print_place(folder / "index.html", as_json=as_json, atlas=str(folder))


@main.command()
@click.argument("roster_id", required=False, metavar="[ID]")
@language
@as_json
def rosters(roster_id: str | None, lang: str, as_json: bool) -> None:
    """List the published lists, or print one."""
    from geo.commands import roster_members, roster_table

    table = roster_table() if roster_id is None else roster_members(roster_id)
    print_json(table.frame) if as_json else print_table(table)


@main.command()
@click.argument("path", required=False, type=click.Path(exists=True, dir_okay=False))
@option("--report", help="command.option.report")
@option(
    "--only",
    type=click.Choice(
        ["agrees", "rounds", "variant", "listed", "tested", "contradicts", "conflict", "not-computable"]
    ),
    help="command.option.only",
)
@option("--out", type=click.Path(dir_okay=False), help="command.option.claims.out")
@language
@as_json
def claims(
    path: str | None, report: str | None, only: str | None, out: str | None, lang: str, as_json: bool
) -> None:
    """Recompute every statement of the reports and judge it."""
    from boundaries.writing import refuse_inputs
    from geo.audit.claims import claims_frame, filter_claims, judge_claims
    from geo.audit.claims_export import export_claims
    from geo.audit.claims_page import claims_table

    refuse_inputs(out, [path])
    audit = filter_claims(judge_claims(path), report=report, only=only)
    if out is not None:
        click.echo(export_claims(audit, out, lang=lang))
    elif as_json:
        print_json(claims_frame(audit))
    else:
        names = ("id", "report", "statistic", "stated_value", "computed_value", "verdict", "reason")
        shown = claims_table(audit, lang, names).data(lang)
        click.echo(shown.to_csv(sep="\t", index=False, lineterminator="\n"), nl=False)


@main.command()
@click.argument("sources", type=click.Path(allow_dash=True), nargs=-1, metavar="[TABLE...]")
@option("--init", "start", type=click.Path(), metavar="TABLE", help="command.option.init")
@option("--verify", "record", type=click.Path(), metavar="RUN.JSON", help="command.option.verify")
@option("--out", help="command.option.study.out")
@sheet_option
@header
@numbers
@max_mb
@option("--lang", type=Language(), help="command.option.lang.study")
@option("--timings", is_flag=True, help="command.option.timings")
@strict
@as_json
@quiet
def study(
    sources: tuple[str, ...],
    start: str | None,
    record: str | None,
    out: str | None,
    lang: str | None,
    timings: bool,
    strict: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Take a table, or a study.toml, to maps, tests and a report."""
    if sum((bool(sources) and record is None and start is None, start is not None, record is not None)) != 1:
        raise click.UsageError(say(current(), "command.study.one_of"))
    if record is not None:
        if any(item is not None for item in (out, *asked.values())) or timings or strict:
            raise click.UsageError(say(current(), "command.study.verify_alone"))
        _verified(record, *sources[:1], as_json=as_json)
        return
    from geo.study.study import Study

    if PIPE in (start, *(sources if start else ())):
        raise click.UsageError(say(current(), "command.study.init_of_pipe"))
    with given(sources if start is None else (start, *sources)) as (named, files):
        if lang is None and Path(named).suffix.lower() != ".toml":
            lang = current()  # a table has no language of its own
        piped = PIPE in sources
        made = Study.read(named, files=files, lang=lang, kept=piped, **asked)
        with speaking(made.config.lang):
            if start is not None:
                _begun(made, Path(out or Path(start).with_name("study.toml")), as_json=as_json)
                return
            print_notes(made.assumptions, quiet=quiet)
            folder = made.run(out or f"{Path(named).stem}-report", quiet=quiet)
            left_out = _timed(folder, timings=timings)
            print_place(folder / "index.html", as_json=as_json, report=str(folder), rows_left_out=left_out)
    if strict and left_out:
        sys.exit(1)


def _verified(record: str, table: str | None = None, *, as_json: bool) -> None:
    """Repeat a study and say what differs; the run ends with 1 where anything does."""
    from geo.study.study import verify

    differences = [say(current(), message) for message in verify(record, table=table)]
    if as_json:
        print_record({"same": not differences, "differences": differences})
    else:
        click.echo("\n".join(differences) or say(current(), "command.study.same"))
    sys.exit(1 if differences else 0)


def _begun(study: Any, target: Path, *, as_json: bool) -> None:
    """Write the file of a study, to be edited."""
    from boundaries.writing import write_whole

    if target.exists():
        raise LianpianError("geo.cli.is-there-already-give-another-name", target=target)
    write_whole(target, study.toml(target.resolve().parent).encode("utf-8"))
    print_place(target, as_json=as_json, study=str(target))


def _timed(folder: Path, *, timings: bool) -> int:
    """How many rows a report left out; how long each step took, where that is asked for."""
    import json

    held = json.loads((folder / "run.json").read_text("utf-8"))
    for step, seconds in held["seconds"].items() if timings else ():
        said = say(current(), "command.study.seconds", seconds=seconds, step=say(current(), step))
        click.echo(said, err=True)
    return int(held["rows_left_out"])


@main.command()
@table_options
@option("--out", type=click.Path(), help="command.option.match.out")
@option("--review", type=click.Path(), help="command.option.review")
@language
@strict
@as_json
@quiet
def match(
    tables: tuple[str, ...],
    out: str | None,
    review: str | None,
    lang: str,
    strict: bool,
    as_json: bool,
    quiet: bool,
    **known: Any,
) -> None:
    """Add division codes to a table, row by row, with status and reason."""
    from geo.commands import Source, match_table

    with given(tables) as (table, files):
        found = match_table(Source(path=table, files=files, **known), lang=lang, out=out, review=review)
    print_notes(found.notes, quiet=quiet)
    if as_json:
        print_json(found.records)
    elif out is None:
        print_table(found.shown)
    else:
        click.echo(out)
    if not quiet:
        rows = len(found.records)
        click.echo(say(current(), "command.match.lost", rows=rows, lost=found.lost), err=True)
    if strict and found.lost:
        sys.exit(1)


@main.command()
@table_options
@option("--framework", help="command.option.score.framework")
@option("--up", multiple=True, metavar="COLUMN", help="command.option.score.up")
@option("--down", multiple=True, metavar="COLUMN", help="command.option.score.down")
@option("--weights", type=click.Choice(WEIGHTINGS), help="command.option.score.weights")
@option("--judgements", type=click.Path(exists=True, dir_okay=False), help="command.option.score.judgements")
@option("--points", multiple=True, metavar="CLASS=NUMBER", help="command.option.score.points")
@option("--aggregate", type=click.Choice(AGGREGATES), help="command.option.score.aggregate")
@option("--normalize", type=click.Choice(["min_max", "z", "rank", "percentile"]), default="min_max",
        show_default=True, help="command.option.score.normalize")  # fmt: skip
@option("--partial", is_flag=True, help="command.option.score.partial")
@option("--top", type=click.IntRange(1), default=100, show_default=True, help="command.option.score.top")
@option("--tiers", type=click.IntRange(1), help="command.option.score.tiers")
@option("--draws", type=click.IntRange(100, 1_000_000), default=10_000, show_default=True,
        help="command.option.score.draws")  # fmt: skip
@option("--seed", type=click.IntRange(0), default=20231231, show_default=True, help="command.option.seed")
@option("--title", help="command.option.title")
@option("--out", help="command.option.score.out")
@language
@as_json
@quiet
def score(
    tables: tuple[str, ...],
    points: tuple[str, ...],
    title: str | None,
    out: str | None,
    lang: str,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Weigh, score and rank the units of a table."""
    from geo.commands import Source
    from geo.scoring.scheme import Scheme
    from geo.scoring.score import score_table

    how = {key: asked.pop(key) for key in Scheme.__slots__ if key in asked}
    scheme = Scheme(points=_points(points), **how)
    with given(tables) as (table, files):
        folder, notes = score_table(
            Source(path=table, files=files, **asked),
            scheme,
            out or f"{Path(table).stem}-score",
            lang=lang,
            title=title,
            quiet=quiet,
        )
    print_notes(notes, quiet=quiet)
    print_place(folder / "index.html", as_json=as_json, scores=str(folder / "scores.xlsx"))


def _points(given: tuple[str, ...]) -> dict[str, float]:
    """What each class counts, of CLASS=NUMBER."""
    found = {}
    for each in given:
        name, _, number = each.rpartition("=")
        try:
            found[name] = float(number)
        except ValueError:
            name = ""
        if not name:
            raise click.UsageError(say(current(), "command.score.points", given=each))
    return found


@main.command("map")
@table_options
@option("--column", help="command.option.column")
@option("--out", type=click.Path(), help="command.option.map.out")
@option(
    "--scheme",
    type=click.Choice(["quantiles", "equal_interval", "fisher_jenks", "head_tail"]),
    default="quantiles",
    show_default=True,
    help="command.option.scheme",
)
@option("--classes", default=5, show_default=True, help="command.option.classes")
@option("--title", help="command.option.title")
@language
@strict
@as_json
@quiet
def map_(
    tables: tuple[str, ...],
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
    """Draw one map of one column; of the listed units, when the table has no numbers."""
    from geo.commands import Source, map_table

    with given(tables) as (table, files):
        drawn = map_table(
            Source(path=table, files=files, **known),
            column=column,
            out=out,
            scheme=scheme,
            classes=classes,
            title=title,
            lang=lang,
        )
    print_notes(drawn.notes, quiet=quiet)
    print_place(
        drawn.path,
        as_json=as_json,
        map=str(drawn.path),
        column=drawn.column,
        units=drawn.units,
        rows_left_out=drawn.left_out,
    )
    if strict and drawn.left_out:
        sys.exit(1)


LEVEL = click.Choice(["county", "prefecture", "province"])


@main.command()
@click.argument("raster", type=click.Path(exists=True, dir_okay=False), required=False)
@option("--level", type=LEVEL, default="county", show_default=True)
@option("--stats", default="mean", show_default=True, help="command.option.stats")
@option("--out", type=click.Path(dir_okay=False), help="command.option.zonal.out")
@language
@as_json
def zonal(raster: str | None, level: str, stats: str, out: str | None, lang: str, as_json: bool) -> None:
    """Summarize a raster under every unit."""
    from boundaries.writing import refuse_inputs
    from geo.commands import zonal_table
    from geo.reporting.export import write_table

    asked = [item.strip() for item in stats.split(",") if item.strip()]
    refuse_inputs(out, [raster])
    table = zonal_table(raster, level=level, stats=asked)
    if out is not None:
        click.echo(write_table(table.data(lang), out, sheet=say(lang, "command.sheet.zonal")))
    elif as_json:
        print_json(table.frame)
    else:
        print_table(table)


@main.command()
@click.argument("file", type=click.Path(exists=True), required=False)
@option("--level", type=LEVEL, help="command.option.layers.level")
@option("--export", type=click.Path(dir_okay=False), help="command.option.export")
@option("--tolerance-m", type=float, help="command.option.tolerance")
@option("--adcode", help="command.option.layers.adcode")
@option("--datum", type=click.Choice(["wgs84", "cgcs2000", "gcj02", "bd09"]), help="command.option.datum")
@option("--doctor", is_flag=True, help="command.option.layers.doctor")
@language
@as_json
def layers(
    file: str | None,
    level: str | None,
    export: str | None,
    tolerance_m: float | None,
    adcode: str | None,
    datum: str | None,
    doctor: bool,
    lang: str,
    as_json: bool,
) -> None:
    """List the boundary layers, export one, or check a layer of your own."""
    from geo.command.refusals import told
    from geo.commands import layer_table, own_layer, own_layer_table, read_level
    from geo.reporting.export import export_layer, layer_target

    if doctor:
        from geo.commands import doctor_table

        if any(item is not None for item in (file, level, export, tolerance_m, adcode, datum)):
            raise click.UsageError(say(lang, "command.layers.doctor_alone"))
        print_json(doctor_table().frame) if as_json else print_table(doctor_table())
        return
    if file is None and (adcode is not None or datum is not None):
        raise click.UsageError(say(lang, "command.layers.no_file"))
    if file is not None and (adcode is None or datum is None):
        raise click.UsageError(say(lang, "command.layers.own"))
    if file is not None and level is not None:
        raise click.UsageError(say(lang, "command.layers.own_level"))
    if export is None and (tolerance_m is not None or (file is None and level is not None)):
        raise click.UsageError(say(lang, "command.layers.no_export"))
    if export is not None:
        layer_target(export, source=file)
    if file is not None:
        own = own_layer(file, adcode=str(adcode), datum=str(datum), tolerance_m=tolerance_m)
        if export is None:
            table = own_layer_table(own, file, datum=str(datum))
            print_json(table.frame) if as_json else print_table(table)
            return
    elif export is None:
        table = layer_table()
        print_json(table.frame) if as_json else print_table(table)
        return
    else:
        own = read_level(level or "county", tolerance_m=tolerance_m)
    written, said = export_layer(own, export, name=level or "county", source=file)
    if said:
        told(say(lang, said))
    print_place(written, as_json=as_json, layer=str(written))


if __name__ == "__main__":
    sys.exit(main())
