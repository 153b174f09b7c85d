"""Static figures: complete, in the overlay's colors, safe, the same bytes each time."""

import hashlib
import subprocess
import sys
from types import SimpleNamespace

import geopandas as gpd
import matplotlib.image as mpimg
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod, Transformer

import boundaries
import maps
from boundaries.errors import MapError
from maps.cartography.extent import NATIONAL, NATIONAL_BOX, SOUTH_SEA_BOX, extent_of, room
from maps.cartography.font import choose_font, shipped
from maps.overlays.overlay import Overlay
from maps.static.artists import Frame
from maps.static.captions import taiwan_box
from maps.static.figure import MARGIN, figure
from maps.static.layout import content_of, inset_page
from maps.static.legend import measure_legend

HOSTILE = (
    "</script><script>alert(1)</script>{{7*7}}{% raw %}$x^2$ \\frac{`${1}`\u2028\"'&\x00\x1b🙂" + "长" * 9000
)
SMALL = {"width_mm": 80, "dpi": 90}


@pytest.fixture(scope="module")
def layer():
    return boundaries.read_layer(tolerance_m=500)


@pytest.fixture(scope="module")
def delta(layer):
    return layer[layer["province"].isin(["上海市", "江苏省", "浙江省", "安徽省"])]


def numbers(layer):
    return pd.Series(np.arange(len(layer), dtype=float) % 97, index=layer.index, name="得分")


def drawn_colors(path):
    """The colors of a PNG and how many pixels have each."""
    pixels = (mpimg.imread(path)[..., :3] * 255).round().astype(int).reshape(-1, 3)
    found, times = np.unique(pixels, axis=0, return_counts=True)
    return {"#" + "".join(f"{v:02x}" for v in c): int(n) for c, n in zip(found, times, strict=True)}


def pixel_at(path, lon, lat, *, width_mm, frame_page, extent):
    """The color at a place of the main map."""
    picture = mpimg.imread(path)
    per_mm = picture.shape[1] / width_mm
    x, y = Transformer.from_crs("EPSG:4326", extent.crs, always_xy=True).transform(lon, lat)
    scale = (frame_page[2] - frame_page[0]) / (extent.box[2] - extent.box[0])
    px = (frame_page[0] + (x - extent.box[0]) * scale) * per_mm
    from_top = (MARGIN + (extent.box[3] - y) * scale) * per_mm
    color = (picture[int(from_top), int(px), :3] * 255).round().astype(int)
    return "#" + "".join(f"{v:02x}" for v in color)


def test_a_national_figure_shows_the_overlays_classes_and_no_data(layer, tmp_path):
    values = numbers(layer).where(layer["province"] != "台湾省")
    overlay = maps.choropleth(layer, values, k=4, switch=False)
    path = figure(overlay, tmp_path / "全国.png", width_mm=150, dpi=150, title="")
    colors = drawn_colors(path)
    for row in overlay.classes:
        assert colors.get(row.color, 0) > 1500
    assert colors.get(overlay.no_data_color, 0) > 100
    extent = extent_of((73.0, 3.0, 136.0, 54.0))
    span = (extent.box[2] - extent.box[0], extent.box[3] - extent.box[1])
    page = (MARGIN, 0.0, 150 - MARGIN, (150 - 2 * MARGIN) * span[1] / span[0])
    at = {"width_mm": 150, "frame_page": page, "extent": extent}
    points = layer.to_crs(NATIONAL).representative_point().to_crs("EPSG:4326")
    right = 0
    large = layer.to_crs(NATIONAL).area.nlargest(40).index.difference(["632857"])
    for unit in large:
        color = pixel_at(path, points[unit].x, points[unit].y, **at)
        right += color == overlay.classes[int(overlay.index[unit])].color
    assert right >= len(large) - 2


def test_the_country_is_whole_though_the_layer_is_not(layer, tmp_path):
    some = layer[boundaries.official(layer)]
    path = figure(maps.members(some, some.index[:100]), tmp_path / "a.png", width_mm=150, dpi=150, title="")
    extent = extent_of((73.0, 3.0, 136.0, 54.0))
    span = (extent.box[2] - extent.box[0], extent.box[3] - extent.box[1])
    page = (MARGIN, 0.0, 150 - MARGIN, (150 - 2 * MARGIN) * span[1] / span[0])
    at = {"width_mm": 150, "frame_page": page, "extent": extent}
    for lon, lat in ((121.0, 24.0), (120.7, 23.2)):  # Taiwan: no data, grey and hatched, not "off the list"
        assert pixel_at(path, lon, lat, **at) not in ("#f7f5ef", "#ffffff")
    assert pixel_at(path, 95.3, 37.8, **at) == "#f7f5ef"  # 大柴旦
    assert pixel_at(path, 130.0, 30.0, **at) == "#ffffff"


def test_islands_and_all_ten_dashes_are_drawn_and_the_inset_covers_nothing(layer):
    provinces, dashes = boundaries.read_layer("province", tolerance_m=500), boundaries.read_ten_dash_line()
    extent = extent_of(tuple(layer.total_bounds))
    assert extent.national and extent.box == NATIONAL_BOX
    wide, high = 174.0, 174.0 * (NATIONAL_BOX[3] - NATIONAL_BOX[1]) / (NATIONAL_BOX[2] - NATIONAL_BOX[0])
    frame = Frame(crs=NATIONAL, window=NATIONAL_BOX, page=(0.0, 0.0, wide, high))
    overlay = maps.members(layer, layer.index[:3])
    content = content_of((overlay,), frame, provinces, dashes, extent)
    inset = inset_page(frame, np.concatenate(content.solid))
    assert inset[2] - inset[0] > 20
    box = shapely.box(*inset)
    for name, shapes in (("units", frame.on_page(layer.geometry)), ("dashes", content.dashes)):
        touching = [s for s in shapes if s is not None and s.intersects(box)]
        assert touching == [], name
    sea = shapely.box(*SOUTH_SEA_BOX)
    main = shapely.box(*NATIONAL_BOX)
    projected = dashes.to_crs(NATIONAL)
    north = dashes.bounds["miny"] > 20
    assert [
        bool(d.within(main) if up else d.within(sea)) for d, up in zip(projected, north, strict=True)
    ] == [True] * 10
    places = {"钓鱼岛": (123.475, 25.744), "赤尾屿": (124.56, 25.921), "黄岩岛": (117.75, 15.15)}
    for name, place in places.items():
        point = gpd.GeoSeries([shapely.Point(place)], crs="EPSG:4326").to_crs(NATIONAL)[0]
        assert point.within(sea if name == "黄岩岛" else main), name
        near = layer.to_crs(NATIONAL).distance(point).min()
        assert near < 8_000, name


def test_a_region_has_its_own_projection_and_no_inset(delta, tmp_path):
    extent = extent_of(tuple(delta.total_bounds))
    assert not extent.national and extent.crs != NATIONAL
    assert extent_of((120.0, 31.0, 121.0, 32.0)).turn_deg < 1 < extent_of((100.0, 20.0, 125.0, 45.0)).turn_deg
    path = figure(maps.choropleth(delta, numbers(delta), k=3, switch=False), tmp_path / "d.png", **SMALL)
    colors = drawn_colors(path)
    assert colors.get("#e9e9e4", 0) > 200  # the provinces around
    # equal areas: a square of the plane is the same area of the earth everywhere in the window
    back = Transformer.from_crs(extent.crs, "EPSG:4326", always_xy=True)
    earth = Geod(ellps="WGS84")
    for x, y in ((extent.box[0], extent.box[1]), (extent.box[2], extent.box[3])):
        ring = [back.transform(x + dx, y + dy) for dx, dy in ((0, 0), (1e4, 0), (1e4, 1e4), (0, 1e4))]
        assert abs(earth.polygon_area_perimeter(*zip(*ring, strict=True))[0]) == pytest.approx(1e8, rel=1e-4)


def test_taiwan_without_data_is_said_in_the_legend_and_on_the_map(layer):
    """Whatever the theme calls the units it says nothing of; the note covers neither land nor dash."""
    listed = maps.members(layer, layer.index[:9])
    legend = measure_legend(listed, lang="zh", national=True)
    taiwan = int(layer.index.str.startswith("71").sum())
    assert [(row.label, row.count) for row in legend.rows[-2:]] == [
        ("未上榜", len(layer) - 9 - taiwan),
        ("台湾省资料暂缺", taiwan),
    ]
    without = layer[~layer.index.str.startswith("71")]
    rows = measure_legend(maps.members(without, without.index[:9]), lang="en", national=True).rows
    assert (rows[-1].label, rows[-1].count) == ("No data for Taiwan Province", 0)
    known = maps.members(layer, layer.index[layer.index.str.startswith("71")][:1])
    assert "台湾省资料暂缺" not in measure_legend(known, lang="zh", national=True).words
    board_rows = measure_legend(maps.members(layer[:20], layer.index[:1]), lang="zh", national=False).rows
    assert [row.label for row in board_rows] == ["上榜", "未上榜"]
    wide, high = 174.0, 174.0 * (NATIONAL_BOX[3] - NATIONAL_BOX[1]) / (NATIONAL_BOX[2] - NATIONAL_BOX[0])
    frame = Frame(crs=NATIONAL, window=NATIONAL_BOX, page=(0.0, 0.0, wide, high))
    box = taiwan_box(frame)[0]
    for shapes in (layer.geometry, boundaries.read_ten_dash_line()):
        assert not any(s is not None and s.intersects(box) for s in frame.on_page(shapes))


def every_overlay(layer):
    graph_free = numbers(layer)
    result = pd.DataFrame({"value": graph_free, "lag": graph_free, "p_fdr": 0.01, "p_sim": 0.01, "I": 1.0})
    result["label"] = np.resize(["HH", "LL", "LH", "HL"], len(layer))
    result["significant"] = np.arange(len(layer)) % 2 == 0
    points = gpd.GeoDataFrame(
        {"name": ["甲", "乙"]}, geometry=list(layer.representative_point()[:2]), crs=layer.crs
    )
    regions = gpd.GeoDataFrame(geometry=[shapely.box(118, 30, 120, 32)], index=["区"], crs=layer.crs)
    yield maps.choropleth(layer, graph_free, k=5, switch=False)
    yield maps.members(layer, layer.index[:9], eligible=layer.index[:50])
    yield maps.categorical(
        layer, pd.Series(np.resize(list("甲乙丙丁戊己庚辛壬癸子丑"), len(layer)), index=layer.index)
    )
    yield maps.bivariate(layer, graph_free, graph_free[::-1].set_axis(layer.index))
    yield maps.flows(layer, graph_free.iloc[:12], graph_free.iloc[::-1].iloc[-12:].sort_values())
    yield maps.points(points, layer=layer)
    yield maps.outline(regions, layer)
    yield maps.local_moran(
        SimpleNamespace(frame=result, alpha=0.05, seed=1, permutations=99, null="all"), layer
    )


@pytest.mark.parametrize("which", [pytest.param("nation", marks=pytest.mark.slow), "delta", "board"])
def test_every_kind_of_overlay_is_drawn(which, layer, delta, board, tmp_path):
    units = {"nation": layer, "delta": delta, "board": board}[which]
    blank = figure(maps.members(units, units.index[:1]), tmp_path / "blank.png", **SMALL, title="")
    for overlay in every_overlay(units):
        path = figure(overlay, tmp_path / "o.png", **SMALL, title="")
        colors = drawn_colors(path)
        # thin lines of outlines and flows have hardly a pixel of their full color at this size
        least = 2 if overlay.shapes is None else 0
        shown = [row.color for row in overlay.classes if row.count]
        assert all(colors.get(color, 0) >= least for color in shown), (overlay, colors)
        assert path.read_bytes() != blank.read_bytes()


def test_overlays_lie_over_one_another(delta, tmp_path):
    units = maps.members(delta, delta.index[:9])
    region = gpd.GeoDataFrame(geometry=[shapely.box(118, 30, 120, 32)], index=["区"], crs=delta.crs)
    lines = maps.outline(region, delta, color="#00ff00")
    one = drawn_colors(figure([units], tmp_path / "1.png", **SMALL))
    two = drawn_colors(figure([units, lines], tmp_path / "2.png", **SMALL))
    assert "#00ff00" not in one and two["#00ff00"] > 20
    with pytest.raises(MapError, match="only one overlay"):
        figure([units, units], tmp_path / "3.png")


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_the_same_overlay_gives_the_same_bytes(form, delta, tmp_path):
    overlay = maps.choropleth(delta, numbers(delta), k=3, switch=False)
    shuffled = maps.choropleth(delta, numbers(delta).sample(frac=1, random_state=2), k=3, switch=False)
    first = figure(overlay, tmp_path / f"a.{form}", **SMALL).read_bytes()
    assert figure(shuffled, tmp_path / f"b.{form.upper()}", **SMALL).read_bytes() == first
    assert b"20" + b"26-" not in first and b"atplotlib" not in first.replace(b"matplotlib.org", b"")


@pytest.mark.slow
def test_another_process_gives_the_same_bytes(board, tmp_path):
    script = (
        "import sys, maps; from tests.board import board; "
        "maps.figure(maps.members(board(), ['320101']), sys.argv[1], width_mm=80)"
    )
    found = set()
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.svg"
        env = {"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
        subprocess.run([sys.executable, "-c", script, str(path)], check=True, env=env)
        found.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(found) == 1


def test_hostile_words_are_only_words(board, tmp_path):
    board["name"] = HOSTILE
    overlay = maps.categorical(board, pd.Series([HOSTILE, "b"] * 8, index=board.index), name=HOSTILE)
    hostile_name = "{{7*7}} <script>$(touch x) 图.svg"
    path = figure(
        overlay, tmp_path / hostile_name, title=HOSTILE, source=HOSTILE, approval_number=HOSTILE, **SMALL
    )
    text = path.read_text(encoding="utf-8")
    assert path.name == hostile_name and sorted(p.name for p in tmp_path.iterdir()) == [hostile_name]
    assert "<script" not in text and "{{" not in text and "alert" not in text and "<text" not in text


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("a.jpg", {}, ".png, .svg, .pdf"),
        ("a", {}, ".png, .svg, .pdf"),
        ("no/such/a.png", {}, "does not exist"),
        ("a\0.png", {}, "null character"),
        ("a.png", {"width_mm": 10}, "60 to 420"),
        ("a.png", {"dpi": 5}, "72 to 1200"),
        ("a.png", {"lang": "fr"}, "zh, en"),
        ("a.png", {"font": "/no/font.otf"}, "no usable font"),
    ],
)
def test_bad_settings_are_named(name, options, words, board, tmp_path):
    with pytest.raises(MapError, match=words):
        figure(maps.members(board, ["320101"]), f"{tmp_path}/{name}", **options)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_drawn_or_written_is_refused(board, tmp_path):
    with pytest.raises(MapError, match="needs an overlay"):
        figure([], tmp_path / "a.png")
    with pytest.raises(MapError, match="no geometry"):
        figure(Overlay(name="空", kind="points", layer=None), tmp_path / "a.png")
    (tmp_path / "b.png").mkdir()
    with pytest.raises(MapError, match="no plain file"):
        figure(maps.members(board, ["320101"]), tmp_path / "b.png", **SMALL)
    assert [p.name for p in tmp_path.iterdir()] == ["b.png"]


def test_the_shipped_font_writes_every_name_and_is_small():
    face = shipped()
    assert face.path.stat().st_size < 1_600_000
    words = boundaries.units()[["name", "province", "prefecture"]].to_numpy().ravel()
    assert face.lacks("".join(map(str, words))) == set()
    assert face.lacks("".join(chr(c) for c in range(32, 127)) + "南海诸岛无数据，。：（）—–²−") == set()
    assert choose_font(["昆山市"]).path == face.path
    assert face.written("a\x00b\n\u202e🙂", most=50) == "ab □"


def test_room_is_free_or_none():
    squares = np.array([shapely.box(0, 0, 4, 4), shapely.box(6, 0, 10, 2)], dtype=object)
    window = (0.0, 0.0, 10.0, 10.0)
    found = room(squares, window, aspect=1.0, corner="tr", largest=9.0, smallest=1.0, gap=0.5)
    assert found is not None and 5 < found[3] - found[1] <= 7.5
    assert room(squares, window, aspect=1.0, corner="bl", largest=3.0, smallest=1.0, gap=0.5) is None


def test_results_of_every_test_of_gathering_are_drawn(layer, tmp_path):
    import analysis
    import indicators

    roster = indicators.roster("caict-county-2023")
    graph = analysis.neighbors(layer)
    patches = analysis.patches(roster.members, graph, eligible=roster.eligible, permutations=19, seed=1)
    regions = boundaries.read_regions("city_cluster")
    groups = analysis.groups(roster.members, regions, eligible=roster.eligible)
    scan = analysis.scan(roster.members, layer, eligible=roster.eligible, permutations=19, seed=1)
    for overlay in (maps.patches(patches, layer), maps.groups(groups, layer), maps.scan(scan, layer)):
        colors = drawn_colors(figure(overlay, tmp_path / "o.png", width_mm=120, dpi=150, title=""))
        assert all(colors.get(row.color, 0) > 5 for row in overlay.classes if row.count), overlay


def test_an_overlay_in_every_corner_moves_the_inset_aside(layer, tmp_path):
    corners = [shapely.box(x, y, x + 9, y + 9) for x, y in ((126, 17), (78, 18), (72, 47), (138, 42))]
    shapes = gpd.GeoDataFrame(geometry=corners, index=list("甲乙丙丁"), crs="EPSG:4326")
    path = figure(maps.outline(shapes, layer), tmp_path / "o.png", **SMALL)
    wide = mpimg.imread(path).shape
    usual = mpimg.imread(figure(maps.members(layer, layer.index[:1]), tmp_path / "m.png", **SMALL)).shape
    assert wide[1] == usual[1] and wide[0] < usual[0]


def test_units_that_overlap_or_cross_themselves_are_drawn_as_they_are(board, tmp_path):
    bow = shapely.Polygon([(119, 32), (119.4, 32.4), (119.4, 32), (119, 32.4)])
    board.loc[["320101", "320102"], "geometry"] = [bow, shapely.box(119.05, 32.05, 119.35, 32.35)]
    colors = drawn_colors(figure(maps.members(board, ["320101"]), tmp_path / "o.png", **SMALL))
    assert colors["#b2182b"] > 100
