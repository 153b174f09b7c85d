"""The parts of the site that are made: a page of names for each package, the pictures of the gallery."""

import runpy
import shutil
import tempfile
from contextlib import chdir
from pathlib import Path

PACKAGES = ("boundaries", "indicators", "analysis", "maps", "geo")


def api_pages(folder: Path) -> None:
    """Write a page for each package: every public name with its docstring."""
    from boundaries.face import homes

    folder.mkdir(exist_ok=True)
    for package in PACKAGES:
        listed = {name: home for name, home in homes(package).items() if home.split(".")[0] == package}
        lines = [package, "=" * len(package), "", f".. automodule:: {package}", "   :no-members:", ""]
        for name in sorted(listed, key=str.lower):
            value = getattr(__import__(package), name)
            kind = (
                "autoclass" if isinstance(value, type) else "autofunction" if callable(value) else "autodata"
            )
            lines += [f".. {kind}:: {package}.{name}", ""]
        write(folder / f"{package}.rst", "\n".join(lines))


def draw_gallery(scripts: Path, pictures: Path) -> None:
    """Run each script of the gallery; it leaves ``picture.png``. A picture newer than its script is kept."""
    pictures.mkdir(parents=True, exist_ok=True)
    for script in sorted(scripts.glob("*.py")):
        target = pictures / f"{script.stem}.png"
        if target.exists() and target.stat().st_mtime > script.stat().st_mtime:
            continue
        with tempfile.TemporaryDirectory() as place, chdir(place):
            runpy.run_path(str(script))
            shutil.move("picture.png", target)


def gallery_page(scripts: Path, page: Path, *, title: str, pictures: str) -> None:
    """Write the page of the gallery: each picture, what it shows, and the code that drew it."""
    lines = [f"# {title}", ""]
    for script in sorted(scripts.glob("*.py")):
        code = script.read_text(encoding="utf-8")
        said, rest = code.split('"""', 2)[1:]
        lines += [f"## {said.rstrip('.')}", "", f"![{said}]({pictures}/{script.stem}.png)", ""]
        lines += ["```python", rest.strip(), "```", ""]
    write(page, "\n".join(lines))


def write(path: Path, text: str) -> None:
    """Write a file only where it changes, so that unchanged pages are not built again."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
