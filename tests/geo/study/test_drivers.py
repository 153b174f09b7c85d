import numpy as np
import openpyxl
import pandas as pd
import pytest

import boundaries
import geo
import indicators
from boundaries.errors import StatisticError
from geo.study.table.config import StudyError

PROVINCES = ("浙江省", "江苏省", "安徽省")
TOML = """
title = "成因"
lang = "{lang}"
[table]
path = "{path}"
name = "name"
adcode = "adcode"
columns = ["score", "noise"]
classes = ["kind"]
{table}
[eligible]
units = "all"
provinces = ["浙江省", "江苏省", "安徽省"]
[tests]
statistics = ["moran"]
permutations = 99
[drivers]
{drivers}
[output]
maps = {maps}
figures = []
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Counties of three provinces: a score that falls with the distance to the coast, and noise."""
    layer = boundaries.read_layer("county", tolerance_m=500)
    layer = layer[layer["province"].isin(PROVINCES) & layer.index.isin(boundaries.units().index)]
    rng = np.random.default_rng(1)
    away = indicators.access(layer).frame
    frame = pd.DataFrame(
        {
            "adcode": layer.index,
            "name": layer["name"].to_numpy(),
            "score": (10 - 2 * np.log1p(away["coast_km"]) + rng.normal(size=len(layer))).round(3).to_numpy(),
            "noise": rng.normal(size=len(layer)).round(3),
            "kind": np.where(layer["kind"] == "市辖区", "区", "县"),
        }
    )
    path = tmp_path_factory.mktemp("drivers") / "table.csv"
    frame.sample(frac=1, random_state=2).to_csv(path, index=False)
    return path


def run(table, folder, drivers, *, lang="zh", extra="", maps="false"):
    path = folder / "study.toml"
    path.write_text(TOML.format(path=table, drivers=drivers, lang=lang, table=extra, maps=maps), "utf-8")
    return geo.Study.read(path).run(folder / "out")


def test_a_driver_is_found_and_noise_is_not(table, tmp_path):
    out = run(
        table,
        tmp_path,
        'response = "score"\nfactors = ["coast_km", "noise", "kind"]\nmodels = ["ols", "error"]\npermutations = 199',
        maps="true",
    )
    page = (out / "index.html").read_text("utf-8")
    assert "为什么在那里：影响因素" in page
    lead = page.split("为什么在那里：影响因素")[1].split("</p>")[0]
    assert "3 个因子中有 1 个" in lead and "距海岸" in lead and "noise" not in lead
    assert "生态学谬误" in page and "可变面元问题" in page
    book = openpyxl.load_workbook(out / "tables.xlsx")
    factors = pd.DataFrame(book["影响因素"].values)
    head = list(factors.iloc[0])
    rows = factors.iloc[1:].set_axis(head, axis=1).set_index("因子")
    assert rows.loc["距海岸", "空间 p"] == pytest.approx(1 / 200)
    assert rows.loc["noise", "空间 p"] > 0.05
    models = pd.DataFrame(book["回归系数"].values)
    error = models[models[0] == "空间误差"].set_index(1)
    assert float(error.loc["距海岸（对数）", 2]) == pytest.approx(-2, abs=0.35)
    assert (out / "run.json").exists() and "残差（空间误差）" in page


def test_bare_factors_are_distances_and_a_list_gets_a_probit(table, tmp_path):
    out = run(
        table,
        tmp_path,
        'response = "list"\npermutations = 99',
        lang="en",
        extra="top = 60",
    )
    page = (out / "index.html").read_text("utf-8")
    assert "Coast distance" in page and "Border distance" in page
    assert "The response is the list itself" in page
    book = openpyxl.load_workbook(out / "tables.xlsx")
    assert {row[0] for row in book["regressions"].iter_rows(min_row=2, values_only=True)} == {"probit"}


@pytest.mark.parametrize(
    ("drivers", "error", "slug"),
    [
        ('response = "scores"', StudyError, "geo.study.drivers.no-such-column"),
        ('response = "score"\nfactors = ["income"]', StudyError, "geo.study.drivers.no-such-column"),
        ('response = "score"\nfactors = ["score"]', StudyError, "geo.study.drivers.response-is-a-factor"),
        ('response = "list"', StudyError, "geo.study.drivers.no-list"),
        ('response = "score"\nmodels = ["gwr"]', StudyError, "geo.study.table.config.fault"),
        ('response = "kind"', StatisticError, "analysis.set_sample.wanted-numbers-came"),
    ],
)
def test_refusals(table, tmp_path, drivers, error, slug):
    with pytest.raises(error) as refused:
        run(table, tmp_path, drivers)
    assert refused.value.id == slug, str(refused.value)
    assert not (tmp_path / "out").exists()
