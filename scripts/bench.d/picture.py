"""Bars, as an SVG that needs nothing else."""

from html import escape

WIDTH, LEFT, RIGHT, BAR, GAP = 900, 250, 130, 18, 6
OURS, OTHERS, FLOOR = "#2a6fb0", "#9aa5b1", "#c9d1d9"


def colour(name):
    if "floor" in name or "pg_wal" in name:
        return FLOOR
    return OURS if "wal-" in name else OTHERS


def chart(title, unit, rows, top):
    """One chart's elements and its height; rows are a name and a value each."""
    most = max(value for _, value in rows)
    parts = [f'<text x="8" y="{top + 16}" font-weight="bold">{escape(title)}</text>']
    y = top + 28
    for name, value in rows:
        length = (WIDTH - LEFT - RIGHT) * value / most
        label = escape(name.split(":")[0].replace("*", "").replace("`", ""))
        parts += [
            f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{label}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" '
            f'fill="{colour(name)}"/>',
            f'<text x="{LEFT + length + 6:.1f}" y="{y + 14}">{value:.4g} {escape(unit)}</text>',
        ]
        y += BAR + GAP
    return parts, y + 14 - top


def write(path, charts):
    """Writes charts, each a title, a unit and rows, below each other."""
    parts, top = [], 8
    for title, unit, rows in charts:
        elements, height = chart(title, unit, rows, top)
        parts += elements
        top += height
    text = "\n".join(parts)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" '
        f'font-family="sans-serif" font-size="13">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n{text}\n</svg>\n', encoding="utf-8")
