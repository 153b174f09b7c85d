"""What places are called in English: provinces, plates, city clusters and the other regions of the schemes.

Counties and prefectures keep their Chinese names, which readers can look up in any list or map.
"""

import re
from collections.abc import Iterable

import pandas as pd

from geo.language.vocabulary import PLATES_EN, Lang

SHORT = {"内蒙古自治区": "内蒙古", "黑龙江省": "黑龙江"}


def short(province: str) -> str:
    """A province's usual short name.

    >>> short("新疆维吾尔自治区"), short("内蒙古自治区"), short("河北省")
    ('新疆', '内蒙古', '河北')
    """
    return SHORT.get(province, province[:2])


COLUMNS = ("province", "plate", "region")
"""The columns of tables that hold such names."""

PROVINCES_EN: dict[str, str] = {
    "北京市": "Beijing",
    "天津市": "Tianjin",
    "河北省": "Hebei",
    "山西省": "Shanxi",
    "内蒙古自治区": "Inner Mongolia",
    "辽宁省": "Liaoning",
    "吉林省": "Jilin",
    "黑龙江省": "Heilongjiang",
    "上海市": "Shanghai",
    "江苏省": "Jiangsu",
    "浙江省": "Zhejiang",
    "安徽省": "Anhui",
    "福建省": "Fujian",
    "江西省": "Jiangxi",
    "山东省": "Shandong",
    "河南省": "Henan",
    "湖北省": "Hubei",
    "湖南省": "Hunan",
    "广东省": "Guangdong",
    "广西壮族自治区": "Guangxi",
    "海南省": "Hainan",
    "重庆市": "Chongqing",
    "四川省": "Sichuan",
    "贵州省": "Guizhou",
    "云南省": "Yunnan",
    "西藏自治区": "Xizang",
    "陕西省": "Shaanxi",
    "甘肃省": "Gansu",
    "青海省": "Qinghai",
    "宁夏回族自治区": "Ningxia",
    "新疆维吾尔自治区": "Xinjiang",
    "台湾省": "Taiwan",
    "香港特别行政区": "Hong Kong",
    "澳门特别行政区": "Macao",
}

REGIONS_EN: dict[str, str] = {
    # city clusters
    "京津冀城市群": "Beijing-Tianjin-Hebei cluster",
    "长江三角洲城市群": "Yangtze River Delta cluster",
    "粤港澳大湾区城市群": "Guangdong-Hong Kong-Macao Greater Bay Area cluster",
    "成渝城市群": "Chengdu-Chongqing cluster",
    "长江中游城市群": "Middle Yangtze cluster",
    "山东半岛城市群": "Shandong Peninsula cluster",
    "粤闽浙沿海城市群": "Guangdong-Fujian-Zhejiang coast cluster",
    "中原城市群": "Central Plains cluster",
    "关中平原城市群": "Guanzhong Plain cluster",
    "北部湾城市群": "Beibu Gulf cluster",
    "哈长城市群": "Harbin-Changchun cluster",
    "辽中南城市群": "Central-southern Liaoning cluster",
    "山西中部城市群": "Central Shanxi cluster",
    "黔中城市群": "Central Guizhou cluster",
    "滇中城市群": "Central Yunnan cluster",
    "呼包鄂榆城市群": "Hohhot-Baotou-Ordos-Yulin cluster",
    "兰州—西宁城市群": "Lanzhou-Xining cluster",
    "宁夏沿黄城市群": "Ningxia Yellow River cluster",
    "天山北坡城市群": "Northern Tianshan cluster",
    # metropolitan areas
    "苏锡常都市圈": "Suzhou-Wuxi-Changzhou metropolitan area",
    "南京都市圈": "Nanjing metropolitan area",
    "杭州都市圈": "Hangzhou metropolitan area",
    "宁波都市圈": "Ningbo metropolitan area",
    "合肥都市圈": "Hefei metropolitan area",
    "武汉都市圈": "Wuhan metropolitan area",
    "长株潭都市圈": "Changsha-Zhuzhou-Xiangtan metropolitan area",
    "南昌都市圈": "Nanchang metropolitan area",
    "厦漳泉都市圈": "Xiamen-Zhangzhou-Quanzhou metropolitan area",
    "福州都市圈": "Fuzhou metropolitan area",
    "青岛都市圈": "Qingdao metropolitan area",
    "济南都市圈": "Jinan metropolitan area",
    "郑州都市圈": "Zhengzhou metropolitan area",
    "成都都市圈": "Chengdu metropolitan area",
    "重庆都市圈": "Chongqing metropolitan area",
    "西安都市圈": "Xi'an metropolitan area",
    "沈阳都市圈": "Shenyang metropolitan area",
    "深圳都市圈": "Shenzhen metropolitan area",
    "广州都市圈": "Guangzhou metropolitan area",
    # national strategies
    "京津冀协同发展": "Beijing-Tianjin-Hebei coordinated development",
    "长三角一体化": "Yangtze River Delta integration",
    "粤港澳大湾区": "Guangdong-Hong Kong-Macao Greater Bay Area",
    "成渝地区双城经济圈": "Chengdu-Chongqing economic circle",
    "长江经济带": "Yangtze River Economic Belt",
    "黄河流域": "Yellow River basin",
    "东北振兴": "Northeast revitalization",
    "长江三角洲_珠三角_成渝等重点区域": "Yangtze delta, Pearl delta and Chengdu-Chongqing",
    # parts of provinces
    "苏南": "Southern Jiangsu",
    "苏中": "Central Jiangsu",
    "苏北": "Northern Jiangsu",
    "苏锡常镇扬泰通七市": "the seven cities of southern and central Jiangsu",
    "嘉湖甬绍四市": "Jiaxing, Huzhou, Ningbo and Shaoxing",
    "环杭州湾": "Hangzhou Bay rim",
    "长三角南翼": "southern wing of the Yangtze delta",
    "长三角北翼": "northern wing of the Yangtze delta",
    "省会经济圈": "Jinan economic circle",
    "胶东经济圈": "Jiaodong economic circle",
    "鲁南经济圈": "Southern Shandong economic circle",
    "武汉(湖北片区)": "Wuhan circle (Hubei)",
    "襄阳(湖北片区)": "Xiangyang circle (Hubei)",
    "宜荆荆(湖北片区)": "Yichang-Jingzhou-Jingmen circle (Hubei)",
    "冀东": "Eastern Hebei",
    "冀南": "Southern Hebei",
    "蒙西": "Western Inner Mongolia",
}

PLACES_EN: dict[str, str] = {
    **PROVINCES_EN,
    **{short(name): english for name, english in PROVINCES_EN.items()},
    **PLATES_EN,
    **REGIONS_EN,
}
"""Every name that has an English one: provinces in full and in short, plates, regions."""


def place(name: object, lang: Lang) -> str:
    """A place's name in the reader's language; one without an English name keeps its own.

    >>> place("江苏省", "en"), place("内蒙古", "en"), place("昆山市", "en"), place("江苏省", "zh")
    ('Jiangsu', 'Inner Mongolia', '昆山市', '江苏省')
    """
    text = str(name)
    return text if lang == "zh" else PLACES_EN.get(text, text)


_NAMED = re.compile(
    "(?<![\u4e00-\u9fff])(?:"
    + "|".join(map(re.escape, sorted(PLACES_EN, key=len, reverse=True)))
    + ")(?![\u4e00-\u9fff])"
)


def anglicized(text: str) -> str:
    """An English text with the provinces, plates and regions in it named in English.

    >>> anglicized("东部 68; 江苏 counties abolished, 河南蒙古族自治县, 吉林市")
    'East 68; Jiangsu counties abolished, 河南蒙古族自治县, 吉林市'
    """
    return _NAMED.sub(lambda found: PLACES_EN[found[0]], text)


def placed(frame: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """A table with its provinces, plates and regions named in the reader's language."""
    if lang == "zh":
        return frame
    columns = [name for name in COLUMNS if name in frame]
    return frame.assign(
        **{name: frame[name].map(lambda text: place(text, lang), na_action="ignore") for name in columns}
    )


def listing(names: Iterable[object], lang: Lang) -> str:
    """Names in a row: 甲、乙; A, B.

    >>> listing(["昆山市", "太仓市"], "zh"), listing(["昆山市", "太仓市"], "en")
    ('昆山市、太仓市', '昆山市, 太仓市')
    """
    return ("、" if lang == "zh" else ", ").join(map(str, names))
