"""What a viewer asks for beside the page: a row opened, a search, a page, the view and the colours."""

from dataclasses import dataclass

from flask import request

THEMES = ("dark", "light")
THEME_COOKIE = "board-theme"
WALL = "wall"
DESK = "desk"


@dataclass(frozen=True, slots=True)
class Asked:
    """The query of a request, as far as it is valid."""

    opened: str
    """The name of the line that is open, "" for none."""
    search: str
    page: int
    view: str
    """`wall` for a screen that nobody operates, else `desk`."""
    theme: str
    """`dark` or `light`; "" for what the device prefers."""

    @property
    def is_wall(self) -> bool:
        """Whether it is for a screen on a wall."""
        return self.view == WALL

    @property
    def kept(self) -> dict[str, str]:
        """The part of the query that links keep."""
        kept = {"q": self.search, "view": self.view if self.is_wall else "", "open": self.opened}
        return {name: value for name, value in kept.items() if value}


def asked(*, is_kiosk: bool) -> Asked:
    """Return what the current request asks for. A kiosk is a wall unless it asks for the desk's view."""
    query = request.args
    page = query.get("page", "1")
    theme = query.get("theme", request.cookies.get(THEME_COOKIE, ""))
    view = query.get("view", WALL if is_kiosk else DESK)
    return Asked(
        opened=query.get("open", ""),
        search=query.get("q", ""),
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,  # noqa: PLR2004 - five digits
        view=WALL if view == WALL else DESK,
        theme=theme if theme in THEMES else "",
    )
