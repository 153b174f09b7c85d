"""How the units of a panel move, on the page of a study: a sentence, a chart and a map for each question."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import maps
from analysis._emerging import PATTERNS
from boundaries.language import Message, say
from geo.reporting.page import Block, Chart, Charts, Points, Section, Text
from geo.reporting.table import Typed, column, typed
from geo.study.statistics.dynamics import DRAWS, STATES, Dynamics, regions_of
from maps import charts

if TYPE_CHECKING:
    from geo.study.table.intake import Intake
    from maps.overlays.overlay import Overlay

WIDTH = 440.0
TURNS = ("both_up", "own_up", "both_down", "own_down")
HOT = ("#7f1d1d", "#b03a2e", "#d0604b", "#e58a6f", "#f0ac8a", "#f6c7a5", "#d9a066", "#c9b39c")
COLD = ("#15325c", "#2f5b94", "#5580b3", "#80a3c9", "#a5bfdb", "#c5d6e8", "#6fa3a3", "#a3b1bd")
"""Colors of the patterns of hotspots, in the order of `analysis.PATTERNS`."""
QUIET = "#e4e4e0"
ENTRIES = ("stayed_HH", "joined_HH", "left_HH", "stayed_LL", "joined_LL", "left_LL", "other")


def dynamics_blocks(found: Sequence[Dynamics], draws: int, alpha: float) -> list[Block]:
    """The section on the dynamics of a panel.

    Parameters
    ----------
    found : sequence of Dynamics
    draws : int
        Of Gi* in every year.
    alpha : float
        False discovery rate.
    """
    blocks: list[Block] = []
    for item in found:
        years = list(item.values.columns)
        blocks += [
            Section(
                Message("study.dynamics.section", name=item.name), "dynamics" if item is found[0] else ""
            ),
            Points(sentences(item)),
            Charts(_charts(item)),
            Text(
                Message(
                    "study.dynamics.note",
                    units=len(item.values),
                    first=years[0],
                    last=years[-1],
                    years=len(years),
                    draws=DRAWS,
                    local=draws,
                    alpha=alpha,
                ),
                "note",
            ),
        ]
    return blocks


def sentences(item: Dynamics) -> list[Message]:
    """One sentence for each question that the values allow."""
    said: list[Message] = []
    if item.markov is not None:
        up = _climbs(item)
        said.append(
            Message(
                "study.dynamics.markov",
                moves=item.markov.n_moves,
                low=up.iloc[0]["up"],
                high=up.iloc[-1]["up"],
                Q=item.markov.Q,
                degrees=item.markov.degrees,
                p=(item.markov.p_sim, item.markov.permutations, 1),
            )
        )
    if item.local is not None and item.states.isin(STATES[:-1]).any(axis=None):
        entries = turns_of_state(item).value_counts()
        stay = item.local.probabilities
        said.append(
            Message(
                "study.dynamics.local",
                stay_hh=_share(stay, "HH"),
                stay_ll=_share(stay, "LL"),
                joined=int(entries.get("joined_HH", 0)),
                left=int(entries.get("left_HH", 0)),
            )
        )
    elif item.local is not None:
        said.append(Message("study.dynamics.local.none"))
    if item.rose is not None:
        said.append(
            Message(
                "study.dynamics.rose",
                first=item.rose.first,
                last=item.rose.last,
                share=item.rose.together,
                p=(item.rose.p_together, item.rose.permutations, 1),
            )
        )
    if item.emerging is not None:
        counts = item.emerging.counts.drop("none", errors="ignore")
        told = [Message(f"study.dynamics.emerging.{key}.count", n=int(n)) for key, n in counts.items() if n]
        said.append(
            Message("study.dynamics.emerging", patterns=told)
            if told
            else Message("study.dynamics.emerging.none")
        )
    if item.mobility is not None:
        steps = item.mobility.steps
        said.append(
            Message(
                "study.dynamics.mobility",
                tau=float(steps["tau"].mean()),
                low=float(steps["tau"].min()),
                moved=float(steps["moved"].mean()),
                theta=Message(
                    "study.dynamics.mobility.carried",
                    theta=float(steps["theta"].mean()),
                    expected=float(steps["theta_expected"].mean()),
                    steps=len(steps),
                    sure=int((steps["p_theta"] <= 0.05).sum()),
                )
                if "theta" in steps
                else "",
            )
        )
    if item.convergence is not None:
        c = item.convergence
        said.append(
            Message(
                f"study.dynamics.sigma.{'narrow' if c.sigma_trend < 0 else 'widen'}",
                start=float(c.sigma["sd_log"].iloc[0]),
                end=float(c.sigma["sd_log"].iloc[-1]),
            )
        )
        said.append(Message("study.dynamics.beta", beta=c.beta, se=c.se, p=c.p, units=c.n_units, r2=c.r2))
    if item.theil is not None:
        share = item.theil["region_share"]
        said.append(
            Message(
                "study.dynamics.theil",
                first=int(share.index[0]),
                last=int(share.index[-1]),
                total=float(item.theil["total"].iloc[0]),
                total_last=float(item.theil["total"].iloc[-1]),
                between=float(share.iloc[0]),
                between_last=float(share.iloc[-1]),
            )
        )
    return said


def _share(table: pd.DataFrame, state: str) -> Message | float:
    value = float(table.loc[state, state])
    return (
        Message("study.dynamics.nobody") if np.isnan(value) else Message("study.dynamics.share", share=value)
    )


def _climbs(item: Dynamics) -> pd.DataFrame:
    """By the class of the neighbors: the shares of moves up, down and none, and how many moves there were."""
    assert item.markov is not None
    counts = item.markov.counts
    rows = {}
    for lag, table in counts.groupby(level=0, sort=False):
        square = table.to_numpy()
        total = square.sum()
        up, down = np.triu(square, 1).sum(), np.tril(square, -1).sum()
        rows[str(lag)] = {
            "down": down / total if total else np.nan,
            "stayed": (total - up - down) / total if total else np.nan,
            "up": up / total if total else np.nan,
            "moves": int(total),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def turns_of_state(item: Dynamics) -> "pd.Series[str]":
    """What became of each unit's state of local Moran's I between the first year and the last."""
    first, last = item.states.iloc[:, 0], item.states.iloc[:, -1]
    turn = pd.Series("other", index=first.index, dtype=object)
    for state in ("HH", "LL"):
        turn[first.eq(state) & last.eq(state)] = f"stayed_{state}"
        turn[first.ne(state) & last.eq(state)] = f"joined_{state}"
        turn[first.eq(state) & ~last.isin(["HH", "LL"])] = f"left_{state}"
    return turn


def _charts(item: Dynamics) -> list[Chart]:
    made = []
    if item.markov is not None:
        frame = _climbs(item).rename_axis("lag").reset_index()
        made.append(
            _chart(
                "markov",
                item,
                frame,
                partial(_stack, frame, item.name),
                ("lag", "down", "stayed", "up", "moves"),
            )
        )
    if item.local is not None:
        frame = item.local.counts.rename_axis("state").reset_index()
        made.append(
            _chart("local", item, frame, partial(_heat, item.local.counts, item.name), ("state", *STATES))
        )
    if item.rose is not None:
        sectors = item.rose.sectors
        frame = pd.DataFrame(
            {
                "sector": [
                    f"{low:g}–{high:g}°"
                    for low, high in zip(sectors["from_deg"], sectors["to_deg"], strict=True)
                ],
                "n": sectors["n"].to_numpy(),
                "expected": sectors["expected"].to_numpy(),
                "p_greater": sectors["p_greater"].to_numpy(),
            }
        )
        made.append(
            _chart("rose", item, frame, partial(_bars, frame, "sector", "n", "rose", item.name), tuple(frame))
        )
    if item.emerging is not None:
        counts = item.emerging.counts
        frame = pd.DataFrame(
            {
                "pattern": [_pattern(str(key)) for key in counts.index],
                "n": counts.to_numpy(),
            }
        )
        made.append(_chart("emerging", item, frame, partial(_patterns, frame, item.name), tuple(frame)))
    if item.mobility is not None:
        steps = item.mobility.steps
        kept = [key for key in ("tau", "theta") if key in steps]
        frame = (
            steps[kept].set_axis(steps.index.get_level_values(1), axis=0).rename_axis("year").reset_index()
        )
        made.append(
            _chart("mobility", item, frame, partial(_lines, frame, kept, "mobility", item.name), tuple(frame))
        )
    if item.convergence is not None:
        frame = item.convergence.sigma[["sd_log", "cv"]].rename_axis("year").reset_index()
        made.append(
            _chart(
                "sigma",
                item,
                frame,
                partial(_lines, frame, ["sd_log", "cv"], "sigma", item.name),
                tuple(frame),
            )
        )
    if item.theil is not None:
        frame = item.theil[["total", "region", "within"]].reset_index()
        made.append(
            _chart(
                "theil",
                item,
                frame,
                partial(_lines, frame, ["total", "region", "within"], "theil", item.name),
                tuple(frame),
            )
        )
    return made


def _chart(
    key: str, item: Dynamics, frame: pd.DataFrame, draw: "partial[str]", keys: tuple[str, ...]
) -> Chart:
    """A chart with its numbers under it."""
    numbers: Typed = typed(
        frame,
        [
            one
            if one == "year"
            else column(
                one,
                "p" if one.startswith("p_") else "value",
                heading=Message(f"study.dynamics.{key}.{one}"),
                draws=DRAWS if one.startswith("p_") else None,
            )
            for one in keys
        ],
    )
    return Chart(
        Message(f"study.dynamics.{key}.chart", name=item.name),
        draw,
        numbers,
        Message(f"study.dynamics.{key}.note"),
    )


def _titled(key: str, name: str, lang: str) -> str:
    return say(lang, f"study.dynamics.{key}.chart", name=name)


def _stack(frame: pd.DataFrame, name: str, lang: str) -> str:
    parts = ("down", "stayed", "up")
    shown = frame.rename(columns={key: say(lang, f"study.dynamics.markov.{key}") for key in parts})
    colors = ["#5e83b0", "#d9d9d6", "#c1563c"]
    words = [say(lang, f"study.dynamics.markov.{key}") for key in parts]
    return charts.stacked(
        shown,
        x="lag",
        y=words,
        title=_titled("markov", name, lang),
        share=True,
        colors=colors,
        lang=lang,
        width=WIDTH,
    )


def _heat(counts: pd.DataFrame, name: str, lang: str) -> str:
    words = {"--": say(lang, "study.dynamics.local.unsure")}
    return charts.heat(
        counts.rename(index=words, columns=words), title=_titled("local", name, lang), lang=lang, width=WIDTH
    )


def _bars(frame: pd.DataFrame, x: str, y: str, key: str, name: str, lang: str) -> str:
    return charts.bar(frame, x=x, y=y, title=_titled(key, name, lang), lang=lang, width=WIDTH)


def _patterns(frame: pd.DataFrame, name: str, lang: str) -> str:
    shown = frame.assign(pattern=[say(lang, one) for one in frame["pattern"]])
    return _bars(shown, "pattern", "n", "emerging", name, lang)


def _lines(frame: pd.DataFrame, keys: Sequence[str], key: str, name: str, lang: str) -> str:
    words = {one: say(lang, f"study.dynamics.{key}.{one}") for one in keys}
    return charts.line(
        frame.rename(columns=words),
        x="year",
        y=list(words.values()),
        title=_titled(key, name, lang),
        lang=lang,
        width=WIDTH,
    )


def dynamics_overlays(found: Sequence[Dynamics], taken: "Intake", lang: str) -> Iterator["Overlay"]:
    """The maps of the dynamics.

    Parameters
    ----------
    found : sequence of Dynamics
    taken : Intake
    lang : str
    """
    for item in found:
        if item.markov is not None:
            net = np.sign(item.markov.frame["up"] - item.markov.frame["down"])
            words = {1: "up", 0: "level", -1: "down"}
            yield _classed(item, taken, "markov", net.map(words), ("up", "level", "down"), lang)
        if item.local is not None:
            yield _classed(item, taken, "local", turns_of_state(item), ENTRIES, lang)
        if item.rose is not None:
            up, beside = item.rose.frame["dx"] > 0, item.rose.frame["dy"] > 0
            turn = pd.Series(
                np.select([up & beside, up, ~up & ~beside], TURNS[:3], TURNS[3]), index=up.index, dtype=object
            )
            yield _classed(item, taken, "rose", turn, TURNS, lang)
        if item.emerging is not None:
            pattern = item.emerging.frame["pattern"].dropna()
            yield _classed(item, taken, "emerging", pattern, tuple(item.emerging.counts.index), lang)
        if item.mobility is not None:
            yield _numbers(item, taken, "mobility", item.mobility.frame["change"], lang)
        if item.convergence is not None:
            yield _numbers(item, taken, "beta", 100 * item.convergence.frame["growth"], lang)
        if item.theil is not None:
            last = item.values.iloc[:, -1]
            place = regions_of(taken).reindex(last.index)
            yield _numbers(item, taken, "theil", last.groupby(place).transform("mean") / last.mean(), lang)


def _classed(
    item: Dynamics, taken: "Intake", key: str, labels: pd.Series, order: Sequence[str], lang: str
) -> "Overlay":
    present = [one for one in order if labels.eq(one).any()]
    words = {
        one: say(lang, _pattern(one) if key == "emerging" else f"study.dynamics.{key}.map.{one}")
        for one in present
    }
    colors = [_color(one) for one in present] if key == "emerging" else None
    return maps.categorical(
        taken.layer,
        labels.map(words),
        order=list(words.values()),
        colors=colors,
        name=say(lang, f"study.dynamics.{key}.map", name=item.name),
        lang=lang,
    )


def _numbers(item: Dynamics, taken: "Intake", key: str, values: pd.Series, lang: str) -> "Overlay":
    name = say(lang, f"study.dynamics.{key}.map", name=item.name)
    return maps.choropleth(taken.layer, values.reindex(taken.layer.index).rename(name), name=name, lang=lang)


def _pattern(key: str) -> Message:
    """What a pattern of hotspots is called."""
    return Message(f"study.dynamics.emerging.{'never' if key == 'none' else key}")


def _color(pattern: str) -> str:
    """The color of a pattern of hotspots."""
    name, _, side = pattern.partition("_")
    return QUIET if not side else (HOT if side == "hot" else COLD)[PATTERNS.index(name)]
