"""The words of the page, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS = MappingProxyType(
    {
        "zh": {
            "mapHelp": "互动地图：方向键平移，加减键缩放，回车查看中心单元",
            "themes": "专题",
            "overlays": "叠加",
            "search": "查找：名称、拼音或代码",
            "compare": "并排对比两个专题",
            "compareShort": "对比",
            "left": "左图",
            "right": "右图",
            "png": "下载所见地图（PNG）",
            "csv": "下载所见数据（CSV）",
            "link": "复制当前视图的链接",
            "linkShort": "链接",
            "copied": "已复制",
            "linkHint": "复制下面的链接：",
            "stateHint": "嵌入的页面没有自己的地址。请把下面的文字接在地图文件的地址之后，"
            "或交给 embed(state=...)：",
            "opacity": "专题不透明度",
            "tilesFailed": "底图未能载入（需要联网）",
            "tilesBarred": "底图未请求：该服务只供网站上的页面使用，不能用于本地文件或沙箱框架",
            "tilesLeftOut": "图中不含网络底图",
            "home": "回到全图",
            "dark": "切换深浅色",
            "scheme": "分级方法",
            "schemes": {
                "quantiles": "分位数",
                "equal_interval": "等间距",
                "fisher_jenks": "自然断点",
                "head_tail": "头尾分割",
                "user": "自定义",
            },
            "selected": "已选 % 个单元",
            "year": "年份",
            "histogram": "数值分布（横向拖选，在图上突出）",
            "scatter": "莫兰散点图（拖框选取，在图上突出）",
            "brushKeys": "方向键移动选框，按住 Shift 改变大小，Esc 取消",
            "value": "标准化值",
            "lag": "空间滞后",
            "taiwan": "台湾省资料暂缺",
            "outside": "不在此图层",
            "code": "代码",
            "name": "名称",
            "province": "省级",
            "prefecture": "地级",
            "klass": "类别",
        },
        "en": {
            "mapHelp": "Interactive map: arrows pan, plus and minus zoom, Enter reads the unit at the center",
            "themes": "Themes",
            "overlays": "Overlays",
            "search": "Find by name, pinyin or code",
            "compare": "Compare two themes side by side",
            "compareShort": "Compare",
            "left": "Left",
            "right": "Right",
            "png": "Download this map (PNG)",
            "csv": "Download what is shown (CSV)",
            "link": "Copy a link to this view",
            "linkShort": "Link",
            "copied": "Copied",
            "linkHint": "Copy this link:",
            "stateHint": "An embedded page has no address of its own. Add this to the map file's, "
            "or give it to embed(state=...):",
            "opacity": "Opacity of the theme",
            "tilesFailed": "The background could not be loaded (it needs a network)",
            "tilesBarred": "Background not asked for: its server serves pages of web sites only, "
            "not files or sandboxed frames",
            "tilesLeftOut": "Drawn without the background tiles",
            "home": "Back to the whole map",
            "dark": "Light or dark",
            "scheme": "Classes",
            "schemes": {
                "quantiles": "Quantiles",
                "equal_interval": "Equal interval",
                "fisher_jenks": "Natural breaks",
                "head_tail": "Head/tail",
                "user": "User-defined",
            },
            "selected": "% units selected",
            "year": "Year",
            "histogram": "Distribution (drag across to highlight)",
            "scatter": "Moran scatter plot (drag a box to highlight)",
            "brushKeys": "Arrow keys move the box, with Shift they change its size, Esc clears it",
            "value": "Standardized value",
            "lag": "Spatial lag",
            "taiwan": "No data for Taiwan Province",
            "outside": "Not in this layer",
            "code": "Code",
            "name": "Name",
            "province": "Province",
            "prefecture": "Prefecture",
            "klass": "Class",
        },
    }
)

LANDMARKS = (
    ("钓鱼岛", "Diaoyu Dao", 123.475, 25.745, "left", 6),
    ("赤尾屿", "Chiwei Yu", 124.558, 25.922, "left", -6),
    ("黄岩岛", "Huangyan Dao", 117.75, 15.15, "right", 0),
)
"""Islands named and dotted on every national map: names, longitude, latitude, alignment, pixels down."""

NAMES = (
    ("南海诸岛", "South China Sea Islands", 113.4, 12.6, "center", 0),
    ("台湾省资料暂缺", "Taiwan Province: no data", 121.9, 22.0, "left", 0),
)
"""Texts on every national map; the last is the one for a theme without data there."""

SOURCES = {
    "tianditu": ("国家地理信息公共服务平台“天地图”", "Tianditu, the national geographic platform"),
    "amap": ("高德地图", "Amap"),
    "file": ("用户图层", "the user's layer"),
    "": ("用户图层", "the user's layer"),
}
"""What the providers of boundaries are called."""


def boundary_source(attrs: Mapping[object, object], lang: str) -> str:
    """Whose boundaries a layer holds, by its ``attrs``; an unknown provider goes by its own name."""
    provider = str(attrs.get("provider") or "")
    return SOURCES.get(provider, (provider, provider))[lang == "en"]
