"""What a viewer sees."""

from flask import Blueprint, render_template

from ivr.phone import Phone
from ivr.wallboard import session


def register(blueprint: Blueprint, phone: Phone) -> None:
    """Add the routes of the board."""
    blueprint.add_url_rule("/board", "board", lambda: _board(phone))


def _board(phone: Phone) -> str:
    return render_template("board.html", lines=session.viewer().lines(phone.config))
