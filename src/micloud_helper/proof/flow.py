"""Draws a guide: every question, where each answer leads, and the endings; as Mermaid text and as SVG."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from textwrap import wrap
from typing import TypeAlias

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import Value
from micloud_helper.descriptions import describe_condition
from micloud_helper.guide import Guide, fill
from micloud_helper.proof.space import classes_of, deciding_conditions, walk
from micloud_helper.routing import decide

Flow: TypeAlias = dict[str, dict[str, tuple[str, ...]]]
"""From each question to what can come next (a question or a route), and the options that lead there."""

ANY_DAY = date(2000, 1, 3)
"""Where an answer leads does not depend on the day."""


def _flow(guide: Guide) -> Flow:
    classes = classes_of(guide, [when for _, when in deciding_conditions(guide)], ANY_DAY)
    found: dict[str, dict[str, dict[str, None]]] = {id: {} for id in guide.questions}
    for values in walk(guide, classes):
        path = [*values, decide(guide, values).route.id]
        for (question, answer), after in zip(values.items(), path[1:], strict=True):
            options = found[question].setdefault(after, {})
            options |= dict.fromkeys(id for alike in classes[question][answer] for id in _options(alike))
    order = [*guide.questions, *guide.routes]
    return {id: {it: tuple(branches[it]) for it in order if it in branches} for id, branches in found.items()}


def _options(answer: Value) -> tuple[str, ...]:
    if isinstance(answer, date):
        return ()
    return (answer,) if isinstance(answer, str) else answer


def flow_mermaid(guide: Guide, catalogue: Catalogue) -> str:
    """Write the flow as a Mermaid diagram, which GitHub and many editors draw."""
    language = catalogue.language
    lines = ["flowchart TD"]
    lines += [f'  q_{id}["{_mermaid(fill(guide, it.ask, language, None))}"]' for id, it in guide.questions.items()]
    lines += [f'  r_{id}(["{_mermaid(fill(guide, it.title, language, None))}"])' for id, it in guide.routes.items()]
    for id, branches in _flow(guide).items():
        options = guide.questions[id].options
        for after, leading in branches.items():
            label = " / ".join(fill(guide, options[option].label, language, None) for option in leading)
            arrow = "-->" if set(leading) == set(options) else f'-->|"{_mermaid(label)}"|'
            lines.append(f"  q_{id} {arrow} {'q' if after in guide.questions else 'r'}_{after}")
    return "\n".join(lines) + "\n"


def _mermaid(text: str) -> str:
    return escape(text, quote=False).replace('"', "#quot;")


LINE, PAD, GAP = 16, 8, 26
QUESTION_X, QUESTION_WIDTH, QUESTION_LETTERS = 70, 460, 68
ROUTE_X, ROUTE_WIDTH, ROUTE_LETTERS = 700, 270, 38


@dataclass(frozen=True, slots=True)
class _Box:
    """A box of the picture: its top, its lines of text, and on which line each option stands."""

    top: int
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def height(self) -> int:
        return LINE * (len(self.head) + sum(len(lines) for _, lines in self.rows)) + 2 * PAD

    def row(self, option: str) -> int:
        """Give the height at which an option stands."""
        above = len(self.head)
        for id, lines in self.rows:
            if id == option:
                break
            above += len(lines)
        return self.top + PAD + LINE * above + LINE // 2


def flow_svg(guide: Guide, catalogue: Catalogue) -> str:
    """Draw the flow: questions from top to bottom with their options, routes at the side where they are reached."""
    flow = _flow(guide)
    questions = _question_boxes(guide, catalogue.language)
    routes = _route_boxes(guide, catalogue, flow, questions)
    boxes = [*questions.values(), *routes.values()]
    height = max(box.top + box.height for box in boxes) + GAP
    drawn = [*_arrows(flow, questions, routes), *_boxes(questions, QUESTION_X, QUESTION_WIDTH, 0),
             *_boxes(routes, ROUTE_X, ROUTE_WIDTH, 14)]  # fmt: skip
    title = escape(fill(guide, guide.title, catalogue.language, None))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ROUTE_X + ROUTE_WIDTH + 20} {height}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{title}</title>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z"/></marker></defs>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(drawn)}</svg>\n'
    )


def _question_boxes(guide: Guide, language: str) -> dict[str, _Box]:
    boxes: dict[str, _Box] = {}
    top = GAP
    for id, question in guide.questions.items():
        labels = {option: f"– {fill(guide, it.label, language, None)}" for option, it in question.options.items()}
        rows = tuple((option, tuple(wrap(label, QUESTION_LETTERS))) for option, label in labels.items())
        boxes[id] = _Box(top, tuple(wrap(fill(guide, question.ask, language, None), QUESTION_LETTERS)), rows)
        top += boxes[id].height + GAP
    return boxes


def _route_boxes(guide: Guide, catalogue: Catalogue, flow: Flow, questions: dict[str, _Box]) -> dict[str, _Box]:
    reached = {after: questions[id].top for id, found in reversed(flow.items()) for after in found}
    order = {id: reached.get(id, 0) for id in guide.routes}
    boxes: dict[str, _Box] = {}
    top = GAP
    for id in sorted(order, key=order.__getitem__):
        top = max(top, order[id])
        when = describe_condition(guide, guide.routes[id].when, catalogue) or catalogue.message("factcheck.otherwise")
        head = tuple(wrap(fill(guide, guide.routes[id].title, catalogue.language, None), ROUTE_LETTERS))
        boxes[id] = _Box(top, head, (("", tuple(wrap(when, ROUTE_LETTERS + 4))),))
        top += boxes[id].height + GAP // 2
    return boxes


def _boxes(boxes: dict[str, _Box], x: int, width: int, corner: int) -> Iterator[str]:
    for id, box in boxes.items():
        frame = f'x="{x}" y="{box.top}" width="{width}" height="{box.height}" rx="{corner}" fill="#fff" stroke="#000"'
        yield f'<g id="{id}"><rect {frame}/>'
        lines = [(line, "bold") for line in box.head] + [(line, "normal") for _, row in box.rows for line in row]
        for number, (line, weight) in enumerate(lines, 1):
            y = box.top + PAD + LINE * number - 4
            yield f'<text x="{x + PAD}" y="{y}" font-weight="{weight}">{escape(line)}</text>'
        yield "</g>"


def _arrows(flow: Flow, questions: dict[str, _Box], routes: dict[str, _Box]) -> Iterator[str]:
    order = list(questions)
    for id, found in flow.items():
        box = questions[id]
        for after, leading in found.items():
            whole = len(leading) == len(box.rows)
            heights = [box.top + PAD + LINE // 2] if whole else [box.row(option) for option in leading]
            if after in routes:
                target = routes[after]
                end = target.top + target.height // 2
                yield from (_curve(QUESTION_X + QUESTION_WIDTH, y, ROUTE_X, end, 80) for y in heights)
            elif order.index(after) == order.index(id) + 1:
                x = QUESTION_X + QUESTION_WIDTH // 2
                yield _line(f"M{x} {box.top + box.height}V{questions[after].top}")
            else:
                end = questions[after].top + PAD + LINE // 2
                reach = -20 - 8 * (order.index(after) - order.index(id))
                yield from (_curve(QUESTION_X, y, QUESTION_X, end, reach) for y in heights)


def _curve(x: int, y: int, to_x: int, to_y: int, reach: int) -> str:
    bend = to_x - reach if reach > 0 else to_x + reach
    return _line(f"M{x} {y}C{x + reach} {y} {bend} {to_y} {to_x} {to_y}")


def _line(path: str) -> str:
    return f'<path d="{path}" fill="none" stroke="#000" marker-end="url(#tip)"/>'
