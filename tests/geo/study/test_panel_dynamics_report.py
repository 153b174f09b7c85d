"""The dynamics of a panel in its report: what is said and drawn is what the statistics found."""

import numpy as np
import pandas as pd
import pytest

import analysis
import boundaries
from boundaries.language import say
from geo.study.report.dynamics_blocks import dynamics_blocks, dynamics_overlays, sentences, turns_of_state
from geo.study.report.panel_sentences import notes
from geo.study.statistics.dynamics import DRAWS, Dynamics, dynamics, regions_of
from geo.study.statistics.indicators import Gathering, battery, summary
from geo.study.table.config import check_config
from geo.study.table.intake import Intake, intake
from geo.study.table.opening import open_table


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> tuple[Intake, list[Gathering], list[Dynamics]]:
    """浙江省 in 2008, 2014 and 2021 under the names of each year; GDP rises from west to east, more every year."""
    layer = boundaries.read_layer("county", tolerance_m=500)
    east = layer.representative_point().x
    random = np.random.default_rng(6)
    parts = []
    for year in (2008, 2014, 2021):
        units = boundaries.divisions(f"{year}-12-31")
        units = units[units["province"].eq("浙江省")].assign(年份=year)
        slope = 20 * (east.reindex(units.index).fillna(120.2) - 117) * (1 + (year - 2008) / 20)
        parts.append(units.assign(GDP=(slope + random.normal(0, 12, len(units)) + 40).round(2)))
    table = pd.concat(parts)[["年份", "province", "name", "GDP"]].set_axis(
        ["年份", "省", "县", "GDP（亿元）"], axis=1
    )
    path = tmp_path_factory.mktemp("dynamics") / "t.csv"
    table.sample(frac=1, random_state=2).to_csv(path, index=False)
    config, _ = open_table(path)
    taken = intake(config)
    graph = analysis.neighbors(taken.layer.loc[taken.units])
    found = battery(
        taken.values,
        graph,
        eligible=taken.eligible,
        statistics=("moran", "local_moran"),
        permutations=99,
        local_permutations=99,
        panel_permutations=4_999,
        alpha=0.05,
        seed=3,
        untouched=taken.territory.untouched,
    )
    return taken, found, dynamics(found, graph, regions_of(taken), draws=499, alpha=0.05, seed=3)


def test_every_question_has_a_sentence_a_chart_and_a_map(
    panel: tuple[Intake, list[Gathering], list[Dynamics]],
) -> None:
    taken, _, (item,) = panel
    said = [say("en", message) for message in sentences(item)]
    assert len(said) == 8
    again = analysis.spatial_markov(
        item.values, analysis.neighbors(taken.layer.loc[taken.units]), permutations=DRAWS, seed=3
    )
    assert f"Q = {again.Q:.1f}" in said[0]
    assert f"from {item.convergence.sigma['sd_log'].iloc[0]:.3f}" in said[5]
    section, points, charts, note = dynamics_blocks([item], 499, 0.05)
    assert len(points.items) == 8
    drawn = [chart.draw(lang) for chart in charts.items for lang in ("zh", "en")]
    assert len(drawn) == 14 and all(svg.startswith("<svg") for svg in drawn)
    assert say("en", note.text).startswith(
        f"{len(item.values)} eligible units with a value in each of the 3 years"
    )
    assert say("zh", section.title) == "GDP的年际变化"
    overlays = list(dynamics_overlays([item], taken, "zh"))
    assert len(overlays) == 7
    counts = {row.label: row.count for row in overlays[1].classes}
    assert counts["首末都是低低"] == int(turns_of_state(item).eq("stayed_LL").sum()) > 3
    hot = {row.label: row.count for row in overlays[3].classes}
    assert sum(hot.values()) == int(item.emerging.frame["pattern"].notna().sum())


def test_tests_are_repeated_on_untouched_units(panel: tuple[Intake, list[Gathering], list[Dynamics]]) -> None:
    taken, found, _ = panel
    alone = taken.territory.untouched.intersection(taken.values.index.get_level_values(0))
    assert 60 < len(alone) < len(taken.eligible)
    for item in found:
        assert item.untouched.n_eligible == len(alone.intersection(item.values.index))
    table = summary(found).data("en")
    assert {"I (untouched units)", "p (untouched)", "untouched units"} <= set(table.columns)
    config = check_config({"table": {"path": "t.csv", "name": "县"}}, source="test")
    told = [say("en", message) for message in notes(config, taken, found)]
    assert any(
        f"3 tests repeated on the {len(alone)} units that were one unit throughout" in line for line in told
    )
