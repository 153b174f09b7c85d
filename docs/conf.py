"""The site: the Chinese pages from docs/zh, the English ones and the reference from docs (`make docs`)."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

from site_parts import api_pages, draw_gallery, gallery_page  # noqa: E402

import lianpian  # noqa: E402

CHINESE = os.environ.get("LIANPIAN_DOCS") == "zh"

project = "连片 Lianpian" if CHINESE else "Lianpian 连片"
author = "The Lianpian authors"
copyright = "2026, the Lianpian authors"
language = "zh_CN" if CHINESE else "en"
root_doc = "index"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["zh", "_build", "tour.ipynb"] if not CHINESE else []
# Links to files of the repository (sources, the readme) leave the site.
suppress_warnings = ["myst.xref_missing", "ref.python"]
html_theme = "furo"
html_title = "连片 Lianpian" if CHINESE else "Lianpian"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
templates_path = ["_templates"]
html_theme_options = {"top_of_page_buttons": []}
html_context = {
    "other_language": ("English", "en/index.html", "en") if CHINESE else ("中文", "../index.html", "zh")
}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False
nitpicky = False


def setup(app: object) -> None:
    """Write the parts that are made: the pages of names, the pictures of the gallery."""
    lianpian.floors()
    scripts = HERE / "gallery"
    draw_gallery(scripts, HERE / "_static" / "gallery")
    if CHINESE:
        gallery_page(scripts, HERE / "zh" / "gallery.md", title="图库", pictures="../_static/gallery")
    else:
        api_pages(HERE / "api")
        gallery_page(scripts, HERE / "gallery.md", title="Gallery", pictures="_static/gallery")
