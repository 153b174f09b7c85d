"""The command line: ``lianpian COMMAND``.

Results go to stdout, progress to stderr. Exit codes: 0 done; 1 done, but rows were left out and --strict was
given; 2 nothing done, with one line that says why.
"""

import sys
from collections.abc import Callable
from typing import Any

import click

from boundaries.errors import LianpianError

Command = Callable[..., Any]

language = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of what is written.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
quiet = click.option("--quiet", is_flag=True, help="No progress on stderr.")


class Refusing(click.Group):
    """A group whose commands end with one line and exit code 2 when the package refuses."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LianpianError as error:
            click.echo(f"lianpian: {error}", err=True)
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

    audit = filter_claims(audit_claims(path), report=report, only=only)
    if out is not None:
        click.echo(export_claims(audit, out, lang=lang))
    else:
        columns = ["id", "report", "statistic", "stated_value", "computed_value", "verdict", "reason"]
        echo_table(audit if as_json else audit[columns], as_json=as_json)


def echo_table(frame: Any, *, as_json: bool) -> None:
    """Print a table on stdout: JSON records, or tab-separated lines."""
    if as_json:
        click.echo(frame.to_json(orient="records", force_ascii=False, indent=2))
    else:
        click.echo(frame.to_csv(sep="\t", index=False, lineterminator="\n"), nl=False)


if __name__ == "__main__":
    sys.exit(main())
