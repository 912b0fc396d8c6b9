"""Makes an executed notebook and its page the same from run to run, and fit to be published.

Usage: python notebook-tidy.py notebook FILE.ipynb ROOT
       python notebook-tidy.py page FILE.html FILE.ipynb

The first refuses warnings, paths of this machine and files that are too large. The second removes
scripts, which would load from elsewhere, adds a small style, and gives each figure the alternative text of its cell
(`# %% alt="…"`).
"""

import html
import os
import re
import sys

import nbformat
from pygments.formatters import HtmlFormatter


def tidy_notebook(path, root):
    notebook = nbformat.read(path, as_version=4)
    faults = []
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        if cell.cell_type != "code":
            continue
        # A kernel may send one piece of text in several messages, differently every time.
        outputs = []
        for output in cell.outputs:
            previous = outputs[-1] if outputs else None
            if output.output_type == "stream" and output.name == "stderr":
                faults.append(f"cell {number} wrote to standard error: {output.text.strip()}")
            if (previous and output.output_type == previous.output_type == "stream"
                    and output.name == previous.name):
                previous.text += output.text
            else:
                outputs.append(output)
        cell.outputs = outputs
        shows_figure = any("image/png" in output.get("data", {}) for output in outputs)
        if shows_figure and "alt" not in cell.metadata:
            faults.append(f"cell {number} shows a figure without alternative text")
    notebook.metadata.pop("jupytext", None)
    notebook.metadata["language_info"] = {"name": "python"}
    text = nbformat.writes(notebook)
    for word in (root, os.path.expanduser("~") + "/"):
        if word in text:
            faults.append(f"the notebook contains the path {word}")
    if len(text) > 1_500_000:
        faults.append(f"the notebook has {len(text)} bytes; expected at most 1500000")
    if faults:
        sys.exit("\n".join(faults))
    nbformat.write(notebook, path)


STYLE = """
body{max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1b1f23;background:#fff;font:1rem/1.55 system-ui,sans-serif}
pre,code{font:.8rem/1.45 ui-monospace,monospace}pre{margin:0;padding:.6rem .8rem;overflow-x:auto;white-space:pre}
.input_area{background:#f6f5f1;margin:.8rem 0 .4rem}.output_area pre{border-left:3px solid #e3dfd5;white-space:pre-wrap}
.prompt,.anchor-link{display:none}img{max-width:100%;display:block;margin:.6rem 0}
blockquote{margin-left:1.5rem}table{border-collapse:collapse}td,th{border:1px solid #e3dfd5;padding:.2rem .6rem}
"""


def tidy_page(path, notebook):
    texts = iter([
        cell.metadata["alt"]
        for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"
        for output in cell.outputs if "image/png" in output.get("data", {})
    ])
    with open(path, encoding="utf-8") as file:
        page = file.read()
    page = re.sub(r"<script\b.*?</script>", "", page, flags=re.DOTALL)

    def with_text(image):
        tag = re.sub(r'\s(alt="[^"]*"|alt)(?=[\s>])', "", image.group())
        return tag.replace("<img", f'<img alt="{html.escape(next(texts))}"', 1)

    page = re.sub(r"<img\b[^>]*>", with_text, page)
    for address in re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', page):
        sys.exit(f"the page loads or links {address}")
    title = re.search(r"<h1[^>]*>(.*?)<", page, flags=re.DOTALL)
    colours = HtmlFormatter(style="friendly").get_style_defs(".highlight")
    head = (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{title.group(1) if title else 'Notebook'}</title>"
            f"<style>{colours}{STYLE}</style></head><body>\n")
    with open(path, "w", encoding="utf-8") as file:
        file.write(head + page + "\n</body></html>\n")


if sys.argv[1] == "notebook":
    tidy_notebook(sys.argv[2], sys.argv[3])
else:
    tidy_page(sys.argv[2], sys.argv[3])
