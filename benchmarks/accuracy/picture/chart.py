"""A chart in SVG: dots, steps and bands over the time of day, in few bytes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Step = tuple[float, float, float]
"""Start, end and height."""
BandPart = tuple[float, float, float, float]
"""Start, end, low and high."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The position of a chart in the picture, and the times and heights that it shows."""

    left: float
    top: float
    width: float
    height: float
    start: float
    end: float
    most: float

    @property
    def bottom(self) -> float:
        """The picture's y of height 0."""
        return self.top + self.height

    @property
    def right(self) -> float:
        """The picture's x of the last time."""
        return self.left + self.width

    def x(self, at: float) -> float:
        """Return the picture's x of a time."""
        return self.left + self.width * (at - self.start) / (self.end - self.start)

    def y(self, high: float) -> float:
        """Return the picture's y of a height; heights beyond the chart are at its edge."""
        return self.bottom - self.height * min(high, self.most) / self.most


def dots(frame: Frame, points: Iterable[tuple[float, float]], style: str) -> str:
    """Return a dot for each time and height: a line of no length with round ends."""
    return _path("".join(f"M{_short(frame.x(at))} {_short(frame.y(high))}h0" for at, high in points), style)


def stairs(frame: Frame, steps: Sequence[Step], style: str) -> str:
    """Return a line that keeps each step's height until the next one, with gaps where steps do not meet."""
    drawn, met = [], None
    for start, end, high in steps:
        y = _short(frame.y(high))
        drawn.append(f"V{y}" if start == met else f"M{_short(frame.x(start))} {y}")
        drawn.append(f"H{_short(frame.x(end))}")
        met = end
    return _path("".join(drawn), style)


def band(frame: Frame, parts: Iterable[BandPart], style: str) -> str:
    """Return the area between a low and a high line."""
    boxes = (
        f"M{_short(frame.x(start))} {_short(frame.y(low))}V{_short(frame.y(high))}"
        f"H{_short(frame.x(end))}V{_short(frame.y(low))}z"
        for start, end, low, high in parts
    )
    return _path("".join(boxes), style)


def box(frame: Frame, start: float, end: float, style: str) -> str:
    """Return a box as high as the chart between two times."""
    left = frame.x(start)
    return swatch(left, frame.top, frame.x(end) - left, frame.height, style)


def swatch(left: float, top: float, width: float, height: float, style: str) -> str:
    """Return a box."""
    place = f'x="{_short(left)}" y="{_short(top)}" width="{_short(width)}" height="{_short(height)}"'
    return f'<rect class="{style}" {place}/>'


def words(x: float, y: float, text: str, style: str = "") -> str:
    """Return a line of text; `style` names its classes."""
    named = f' class="{style}"' if style else ""
    return f'<text{named} x="{_short(x)}" y="{_short(y)}">{text}</text>'


def line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    """Return a straight line."""
    return _path(f"M{_short(x1)} {_short(y1)}L{_short(x2)} {_short(y2)}", style)


def _path(drawn: str, style: str) -> str:
    return f'<path class="{style}" d="{drawn}"/>'


def _short(number: float) -> str:
    """Return the number with a digit after the point at most."""
    return f"{number:.1f}".removesuffix(".0")
