"""``lianpian score``: a table to a ranking, in one workbook and one page, with what repeats it."""

from dataclasses import asdict
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import maps
from boundaries.language import Lang, Message, say
from boundaries.whole_folder import whole_folder
from boundaries.workbook import write_workbook
from geo.commands import Source
from geo.reporting.page import page_html
from geo.reporting.progress import Progress
from geo.reporting.provenance import plain, sha256, write_record
from geo.scoring.page import ranking_table, score_page, tiers_table, unscored_table, weights_table
from geo.scoring.scored import scored
from geo.study.report.row_tables import left_out_table
from geo.study.table.intake import intake

if TYPE_CHECKING:
    from geo.scoring.scheme import Scheme

MAP_HEIGHT = 640


def score_table(
    source: Source, scheme: "Scheme", out: str | PathLike[str], *, lang: Lang, title: str | None, quiet: bool
) -> tuple[Path, tuple[Message, ...]]:
    """Score a table and write the folder of the ranking.

    Parameters
    ----------
    source : Source
    scheme : Scheme
    out : path
        The folder; an earlier one there is replaced only when the new one is whole.
    lang : {"zh", "en"}
    title : str, optional
    quiet : bool
        No progress on stderr.

    Returns
    -------
    pathlib.Path
        The folder: ``index.html``, ``scores.xlsx``, ``run.json``.
    tuple of Message
        What was assumed and noticed.
    """
    target = Path(out).expanduser().resolve()
    progress = Progress(3, quiet=quiet, lang=lang)
    files = [
        file for file in (source.path, scheme.framework, scheme.judgements) if file and Path(file).is_file()
    ]
    with whole_folder(target, inputs=files) as folder:
        with progress.step(Message("progress.reading")):
            config, said = source.config()
            taken = intake(config)
        called = title or Path(source.path).stem
        with progress.step(Message("progress.scoring")):
            found = scored(taken, scheme, title=called)
        with progress.step(Message("progress.page")):
            named = say(lang, "scoring.score")
            themes = [
                maps.choropleth(
                    taken.layer, found.score.reindex(taken.layer.index).rename(named), name=named, lang=lang
                ),
                maps.tiers(found.frame["tier"].dropna(), taken.layer, lang=lang),
            ]
            sheet = maps.Sheet(called, lang=lang)
            for theme in themes:
                sheet.add(theme)
            page = score_page(
                found, taken, scheme, title=called, lang=lang, assumptions=said,
                map_html=str(sheet.embed(height=MAP_HEIGHT)),
            )  # fmt: skip
            (folder / "index.html").write_text(page_html(page, lang=lang, site=""), "utf-8")
            names = taken.layer[["name", "province", "prefecture"]]
            tables = {
                "ranking": ranking_table(found, lang),
                "tiers": tiers_table(found),
                "weights": weights_table(found, lang),
                "unscored": unscored_table(found, names),
                "left_out": left_out_table(taken),
            }
            sheets = {say(lang, f"scoring.table.{key}"): table.data(lang) for key, table in tables.items()}
            write_workbook(folder / "scores.xlsx", sheets)
        settings = {
            **asdict(scheme),
            "points": dict(scheme.points),
            "table": Path(source.path).name,
            "lang": lang,
        }
        settings |= {key: Path(settings[key]).name for key in ("framework", "judgements") if settings[key]}
        write_record(
            folder,
            kind="score",
            settings=settings,
            inputs={Path(file).name: {"sha256": sha256(Path(file))} for file in files},
            rows_left_out=len(taken.left_out),
            assumptions=[plain(message) for message in said],
        )
    return target, (*said, *taken.notes)
