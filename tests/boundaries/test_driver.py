"""A layer or raster that names an address is refused by its content: nothing asks the network."""

import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from shapely import box

import boundaries
import boundaries.vector
import indicators
import maps
from boundaries.driver import LEASH, leashed, regular
from boundaries.errors import LianpianError, SourceError

UNITS = gpd.GeoDataFrame({"adcode": ["320583"]}, geometry=[box(120.8, 31.2, 121, 31.4)], crs=4326)


@pytest.fixture()
def server() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine and the requests that came to it."""
    came: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    running = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}", came
    running.shutdown()
    running.server_close()


def vectors(url: str) -> dict[str, str]:
    """Documents of every vector driver that can name an address, under names of layers."""
    layer = f'<OGRVRTLayer name="x"><SrcDataSource>{url}</SrcDataSource></OGRVRTLayer>'
    crs = {"type": "link", "properties": {"href": f"{url}/crs", "type": "proj4"}}
    feature = json.loads(UNITS.to_json())["features"][0]
    collection = {"type": "FeatureCollection", "features": [feature]}
    return {
        "vrt.geojson": f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>",
        "vrt.shp": f"<OGRVRTDataSource>{layer.replace(url, '/vsicurl/' + url + '/a.geojson')}</OGRVRTDataSource>",
        "vrt.gpkg": f"\n <OGRVRTDataSource>{layer.replace(url, '/vsizip//vsicurl/' + url + '/a.zip')}</OGRVRTDataSource>",
        "wfs.fgb": f"<OGRWFSDataSource><URL>{url}/wfs</URL></OGRWFSDataSource>",
        "csw.json": f"<OGRCSWDataSource><URL>{url}/csw</URL></OGRCSWDataSource>",
        "gml.geojson": '<?xml version="1.0"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x {url}/schema.xsd">'
        f'<gml:featureMember xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<a gml:id="1"><gml:geometryMember xlink:href="{url}/gml#1"/></a></gml:featureMember></wfs:FeatureCollection>',
        "kml.geojson": f'<kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><Link><href>{url}/k.kml</href></Link></NetworkLink></kml>',
        "gdalg.json": json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read /vsicurl/{url}/a.fgb"}),
        "link.geojson": json.dumps(collection | {"crs": crs}),
        "named.geojson": json.dumps(collection | {"crs": {"type": "name", "properties": {"name": f"{url}/crs"}}}),
        "escaped.geojson": json.dumps(collection | {"crs": crs}).replace('"crs"', '"\\u0063rs"'),
        "inner.geojson": json.dumps({"type": "FeatureCollection", "features": [feature | {"geometry": feature["geometry"] | {"crs": crs}}]}),
        "jsonfg.json": json.dumps(collection | {"conformsTo": ["[ogc-json-fg-1-0.1:core]"], "coordRefSys": f"{url}/crs"}),
        "esri.json": json.dumps({"geometryType": "esriGeometryPoint", "exceededTransferLimit": True, "spatialReference": {"wkt": f"{url}/crs"}, "features": []}),
        "oapif.json": json.dumps({"links": [{"rel": "data", "href": f"{url}/collections"}], "conformsTo": ["http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"]}),
        "tile.json": json.dumps({"tilejson": "2.0.0", "tiles": [f"{url}/{{z}}/{{x}}/{{y}}.pbf"]}),
        "georss.json": f'<rss xmlns:georss="http://www.georss.org/georss"><channel><link>{url}</link></channel></rss>',
    }  # fmt: skip


def rasters(url: str) -> dict[str, str]:
    """Documents of every raster driver that can name an address, called .tif."""
    source = f"<SimpleSource><SourceFilename>/vsicurl/{url}/a.tif</SourceFilename><SourceBand>1</SourceBand></SimpleSource>"
    return {
        "vrt.tif": '<VRTDataset rasterXSize="2" rasterYSize="2"><SRS>EPSG:4326</SRS><GeoTransform>119,1,0,33,0,-1</GeoTransform>'
        f'<VRTRasterBand dataType="Byte" band="1">{source}</VRTRasterBand></VRTDataset>',
        "wcs.tif": f"<WCS_GDAL><ServiceURL>{url}/wcs?</ServiceURL><CoverageName>x</CoverageName></WCS_GDAL>",
        "wms.tif": f'<GDAL_WMS><Service name="TMS"><ServerUrl>{url}/${{z}}/${{x}}/${{y}}.png</ServerUrl></Service></GDAL_WMS>',
        "wmts.tif": f"<GDAL_WMTS><GetCapabilitiesUrl>{url}/wmts</GetCapabilitiesUrl></GDAL_WMTS>",
        "gti.tif": f'<GDALTileIndexDataset><IndexDataset>/vsicurl/{url}/a.gpkg</IndexDataset></GDALTileIndexDataset>',
        "stacta.tif": json.dumps({"stac_extensions": ["tiled-assets"], "asset_templates": {"b": {"href": f"{url}/{{TileRow}}.tif"}}, "type": "Feature"}),
        "stacit.tif": json.dumps({"type": "FeatureCollection", "stac_version": "1.0.0", "features": [{"type": "Feature", "assets": {"a": {"href": f"{url}/a.tif"}}}]}),
        "mrf.tif": f"<MRF_META><CachedSource><Source>/vsicurl/{url}/a.tif</Source></CachedSource></MRF_META>",
        "plmosaic.tif": f'{{"plmosaic": "{url}"}}',
        "kml.tif": f'<kml><Document><Region/><NetworkLink><Link><href>{url}/k.kml</href></Link></NetworkLink></Document></kml>',
    }  # fmt: skip


ADDRESSES = (
    "{}/a.geojson",
    "/vsicurl/{}/a.geojson",
    "/vsizip//vsicurl/{}/a.zip",
    "zip+{}/a.zip",
    "WFS:{}",
    "OAPIF:{}",
)


def test_layers_that_name_an_address(tmp_path: Path, server: tuple[str, list[str]]) -> None:
    url, came = server
    for name, text in vectors(url).items():
        path = tmp_path / name
        path.write_text(text, "utf-8")
        with pytest.raises(LianpianError):
            boundaries.read_file(path, adcode="adcode", datum="wgs84")
        with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
            archive.write(path, f"data/{name}")
        with pytest.raises(LianpianError):
            boundaries.read_file(tmp_path / "in.zip", adcode="adcode", datum="wgs84")
        with contextlib.suppress(LianpianError):  # read as text, where it is a table at all
            indicators.read_table(path)
    for address in ADDRESSES:
        with pytest.raises(LianpianError):
            boundaries.read_file(address.format(url), adcode="adcode", datum="wgs84")
        with pytest.raises(LianpianError):
            indicators.read_table(address.format(url))
    assert came == []


def test_rasters_that_name_an_address(tmp_path: Path, server: tuple[str, list[str]]) -> None:
    url, came = server
    units = UNITS.set_index("adcode")
    for name, text in rasters(url).items():
        path = tmp_path / name
        path.write_text(text, "utf-8")
        with pytest.raises(LianpianError):
            indicators.zonal(units, path, stats="mean")
        with pytest.raises(LianpianError):
            maps.raster(path)
    for address in ADDRESSES:
        with pytest.raises(LianpianError):
            indicators.zonal(units, address.format(url), stats="mean")
        with pytest.raises(LianpianError):
            maps.raster(address.format(url))
    assert came == []


def test_a_companion_of_a_raster_sends_it_nowhere(tmp_path: Path, server: tuple[str, list[str]]) -> None:
    url, came = server
    path = tmp_path / "a.tif"
    grid = {"driver": "GTiff", "width": 4, "height": 4, "count": 1, "dtype": "uint8", "crs": "EPSG:4326"}
    with rasterio.open(path, "w", transform=Affine(0.5, 0, 120, 0, -0.5, 32), **grid) as file:
        file.write(np.ones((1, 4, 4), "uint8"))
    (tmp_path / "a.tif.aux.xml").write_text(
        '<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">'
        f"/vsicurl/{url}/a.ovr</MDI></Metadata></PAMDataset>",
        "utf-8",
    )
    with pytest.raises(SourceError, match="another file or an address"):
        indicators.zonal(UNITS.set_index("adcode"), path, stats="mean")
    with pytest.raises(LianpianError, match="another file or an address"):
        maps.raster(path)
    assert came == []


def test_a_database_that_calls_functions_of_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    UNITS.to_file(path)
    assert list(boundaries.vector.read_raw(path)["adcode"]) == ["320583"]
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIEW evil AS SELECT ogr_geocode('x') AS adcode")
    with pytest.raises(SourceError, match="another file or an address"):
        boundaries.read_file(path, adcode="adcode", datum="wgs84")


def test_pipes_devices_and_circles(tmp_path: Path) -> None:
    """None is opened: a pipe would wait for ever."""
    os.mkfifo(tmp_path / "p.geojson")
    os.mkfifo(tmp_path / "p.tif")
    (tmp_path / "a.shp").symlink_to("b.shp")
    (tmp_path / "b.shp").symlink_to("a.shp")
    (tmp_path / "zero.geojson").symlink_to("/dev/zero")
    for name in ("p.geojson", "a.shp", "zero.geojson", "nothing.gpkg", "nul\0.gpkg"):
        with pytest.raises(LianpianError):
            boundaries.read_file(tmp_path / name, adcode="adcode", datum="wgs84")
    for name in ("p.tif", "zero.geojson", "nothing.tif"):
        with pytest.raises(LianpianError):
            indicators.zonal(UNITS.set_index("adcode"), tmp_path / name, stats="mean")
    with pytest.raises(SourceError):
        regular(tmp_path)


def test_the_leash_is_taken_off_again(tmp_path: Path) -> None:
    """A user's own settings of GDAL stay, in threads too."""
    import pyogrio

    key = "GDAL_HTTP_MAX_RETRY"
    pyogrio.set_gdal_config_options({key: "7"})
    try:
        with leashed():
            with leashed():
                assert pyogrio.get_gdal_config_option(key) == int(LEASH[key])
            assert pyogrio.get_gdal_config_option(key) == int(LEASH[key])
        assert pyogrio.get_gdal_config_option(key) == 7
    finally:
        pyogrio.set_gdal_config_options({key: None})


def test_the_leash_holds_what_is_not_foreseen(tmp_path: Path, server: tuple[str, list[str]]) -> None:
    """Should a document of some driver pass the door, it finds the network closed."""
    import pyogrio

    url, came = server
    for name, text in vectors(url).items():
        (tmp_path / name).write_text(text, "utf-8")
        with leashed(), contextlib.suppress(Exception):  # whatever it is: only requests count
            pyogrio.read_dataframe(tmp_path / name)
    for name, text in rasters(url).items():
        (tmp_path / name).write_text(text, "utf-8")
        with rasterio.Env(**LEASH), contextlib.suppress(Exception), rasterio.open(tmp_path / name) as file:
            file.read()
    assert came == []


GUARD = """
import socket, sys
def refuse(*a, **k): raise AssertionError("the network was asked")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
sys.argv = ["lianpian", "layers", "--json"]
from geo.cli import main
main()
"""


def test_no_socket_is_opened_by_python() -> None:
    ran = subprocess.run([sys.executable, "-c", GUARD], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert socket.socket.connect is not None
    assert len(json.loads(ran.stdout)) == 3


def test_a_zip_with_a_folder(tmp_path: Path) -> None:
    layer = boundaries.read_layer("county", tolerance_m=500).loc[["320581", "320583", "320585"]]
    layer.reset_index()[["adcode", "name", "geometry"]].to_file(tmp_path / "a.shp", encoding="UTF-8")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for file in tmp_path.glob("a.*"):
            archive.write(file, f"data/{file.name}")
        archive.writestr("__MACOSX/data/._a.shp", b"x")
    found = boundaries.vector.read_raw(tmp_path / "b.zip")
    assert set(found["adcode"]) == {"320581", "320583", "320585"}
    with zipfile.ZipFile(tmp_path / "b.zip", "a") as archive:
        archive.writestr("other.geojson", "{}")
    with pytest.raises(SourceError, match="it holds 2"):
        boundaries.vector.read_raw(tmp_path / "b.zip")
