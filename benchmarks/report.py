"""Tables in Markdown, and the growth curve as a picture."""

from collections.abc import Iterable, Mapping, Sequence
from math import log10
from pathlib import Path

from pairs import Taken
from throughput import Run

WIDTH, HEIGHT, LEFT, TOP, ROOM = 640, 300, 70, 30, 50


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; all columns but the first stand to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def ratios(taken: Mapping[str, Taken], goals: Mapping[str, tuple[str, str]]) -> str:
    """Show times beside the floor each is measured against, with the goal."""
    rows = []
    for name, it in taken.items():
        floor, goal = goals.get(name, ("–", "–"))
        rows.append([name, f"{it.milliseconds:.0f}", floor, f"{it.ratio:.2f}" if it.ratio else "–", goal])
    return table(["what", "ms", "beside", "ratio", "goal"], rows)


def sizes(found: Mapping[str, Mapping[str, int]]) -> str:
    """Show how much each program installs."""
    return table(
        ["program", "packages", "installed"],
        [[name, str(len(packages)), _mega(sum(packages.values()))] for name, packages in found.items()],
    )


def packages(found: Mapping[str, int]) -> str:
    """Show what one program installs, the largest first."""
    largest = sorted(found.items(), key=lambda item: -item[1])
    return table(["package", "installed"], [[name, _mega(size)] for name, size in largest])


def _mega(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def growth(runs: Sequence[Run], title: str) -> str:
    """Draw seconds and memory over the number of cases, both axes in powers of ten."""
    low, high = log10(runs[0].cases), log10(runs[-1].cases)
    across = [LEFT + 30 + (log10(run.cases) - low) / max(high - low, 1) * (WIDTH - LEFT - ROOM - 60) for run in runs]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' font-family="sans-serif" font-size="12">',
        f'<title>{title}</title><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_scale(),
        *_line(across, [run.seconds for run in runs], "#b34700", "s"),
        *_line(across, [run.megabytes for run in runs], "#00558b", "MB"),
    ]
    for x, run in zip(across, runs, strict=True):
        parts.append(f'<text x="{x:.0f}" y="{HEIGHT - 24}" text-anchor="middle">{run.cases:,}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 6}" text-anchor="middle">{title}</text></svg>\n')
    return "\n".join(parts)


def _height(value: float) -> float:
    """Location 0.1 at the bottom and 1,000 at the top."""
    return HEIGHT - ROOM - (log10(value) + 1) / 4 * (HEIGHT - ROOM - TOP)


def _scale() -> Iterable[str]:
    for power in (0.1, 1, 10, 100, 1000):
        y = _height(power)
        yield f'<line x1="{LEFT}" x2="{WIDTH - ROOM}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end" fill="#555">{power:g}</text>'


def _line(across: Sequence[float], values: Sequence[float], colour: str, unit: str) -> Iterable[str]:
    points = " ".join(f"{x:.0f},{_height(value):.0f}" for x, value in zip(across, values, strict=True))
    yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for x, value in zip(across, values, strict=True):
        y = _height(value)
        yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3.5" fill="{colour}"/>'
        yield f'<text x="{x:.0f}" y="{y - 9:.0f}" text-anchor="middle" fill="{colour}">{value:.3g} {unit}</text>'


def put_in(page: Path, name: str, text: str) -> None:
    """Put a measured part between its marks in a page."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    before, _, rest = page.read_text().partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"{page} has no part {name}")
    page.write_text(before + begin + text + end + after)
