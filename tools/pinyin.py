"""Write maps/assets/pinyin.txt: the readings of the characters in the names of divisions.

Run ``python tools/pinyin.py`` with the test requirements installed (pypinyin). A character has each
reading it takes in some name, and the place-name readings below that dictionaries miss.
"""

import re
from collections import defaultdict
from pathlib import Path

from pypinyin import Style, pinyin

from boundaries import read_layer

PLACES = """
乐清yue 单县shan 尉犁yu 蔚县yu 六安lu 六合lu 郫pi 铅山yan 枞阳zong
歙县she 黟县yi 婺源wu 泌阳bi 渑池mian 浚县xun 中牟mu 武陟zhi 睢县sui
繁峙shi 洪洞tong 隰县xi 应县ying 长子zhang 丽水li 台州tai 天台tai 嵊州sheng
莘县shen 东阿e 曲阜fu 无棣di 牟平mu 郯城tan 大埔bu 番禺pan 百色bai
筠连jun 犍为qian 荥经ying 荥阳xing 什邡shi 儋州dan 涡阳guo 砀山dang 濉溪sui
盱眙xu 盱眙yi 邗江han 吴堡bu 华县hua 华阴hua 柞水zha 宕昌tan 碌曲lu
漾濞bi 侯官hou 闽侯hou 厦门xia 重庆chong 朝阳chao 朝阳zhao 乐平le 乐山le
巴音布克yin 石河子zi 会理hui 会稽kuai 都匀du 都江堰du 大城dai 大同da 万载zai
乐亭lao 获嘉huo 任丘ren 任县ren 燕郊yan 井陉xing 冠县guan 费县fei 莒县ju
兖州yan 汶上wen 鄄城juan 郓城yun 沭阳shu 甪直lu
"""


def main() -> None:
    """Write the table."""
    readings: dict[str, set[str]] = defaultdict(set)
    layer = read_layer("county")
    names = {*layer["name"], *layer["prefecture"], *layer["province"]}
    for name in sorted(names):
        spelled = pinyin(name, style=Style.NORMAL, errors="default")
        for character, (reading, *_rest) in zip(name, spelled, strict=True):
            if reading.isascii() and reading.isalpha():
                readings[reading.lower()].add(character)
    for name, reading in re.findall(r"(\S+?)([a-z]+)\s", PLACES + " "):
        best = [
            c
            for c in name
            if reading in {r for rs in pinyin(c, heteronym=True, style=Style.NORMAL) for r in rs}
        ]
        for character in best:
            readings[reading].add(character)
    lines = [s + "".join(sorted(chars)) for s, chars in sorted(readings.items())]
    path = Path(__file__).parent.parent / "maps" / "assets" / "pinyin.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} syllables, {sum(len(line) for line in lines)} characters -> {path}")


if __name__ == "__main__":
    main()
