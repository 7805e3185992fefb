"""`make architecture` draws docs/architecture.svg from the import contracts: it cannot lie."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
DRAWING = PROJECT / "docs" / "architecture.svg"
WIDTH, MARGIN, NAME, ROW, BOX, GAP, LETTER = 1200, 16, 120, 34, 24, 8, 6.9
APPS = {"config": "#7a4a2b", "digests": "#8a3a5c", "lessons": "#a3203f", "networks": "#2f4b7c", "base": "#5b6b3a"}
SAYS = {
    "config": "joins all",
    "digests": "who is told",
    "lessons": "what was learned",
    "networks": "who",
    "base": "no noun of ours",
}


def layers() -> dict[str, list[list[str]]]:
    """App → its lines from above, each with the packages that stand in it."""
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    found = {each["containers"][0]: each["layers"] for each in contracts if len(each.get("containers", [])) == 1}
    return {app: [re.findall(r"\w+", line) for line in found[app]] for app in contracts[0]["layers"]}


def drawn() -> str:
    parts, top = [], float(MARGIN)
    for app, lines in layers().items():
        height = len(lines) * ROW + MARGIN
        colour = APPS[app]
        parts.append(
            f'<rect x="{MARGIN}" y="{top:g}" width="{WIDTH - 2 * MARGIN}" height="{height}" rx="6" fill="{colour}" '
            f'fill-opacity=".08" stroke="{colour}"/>'
            f'<text x="{2 * MARGIN}" y="{top + 26:g}" font-weight="bold" fill="{colour}">{app}</text>'
            f'<text x="{2 * MARGIN}" y="{top + 44:g}" font-size="11" fill="{colour}">{SAYS[app]}</text>'
        )
        for place, line in enumerate(lines):
            left, y = float(MARGIN + NAME), top + MARGIN / 2 + place * ROW
            for package in line:
                width = round(len(package) * LETTER + 16)
                parts.append(
                    f'<rect x="{left:g}" y="{y + 5:g}" width="{width}" height="{BOX}" rx="4" fill="#fff" '
                    f'stroke="{colour}" stroke-opacity=".5"/>'
                    f'<text x="{left + width / 2:g}" y="{y + 21:g}" text-anchor="middle" font-size="12" fill="#222">'
                    f"{package}</text>"
                )
                left += width + GAP
        top += height + GAP
    height = round(top - GAP + MARGIN)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        f'font-size="14" role="img" aria-label="Apps and their packages; each may import what is drawn below it">'
        f'<rect width="{WIDTH}" height="{height}" fill="#fbf7ef"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


if __name__ == "__main__":
    DRAWING.write_text(drawn())
