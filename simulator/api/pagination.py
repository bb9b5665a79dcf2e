"""Lists in pages, as Twilio serves them: clients follow the URL of the next page unchanged."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from simulator.api.errors import invalid
from simulator.api.query import whole_number

Item = TypeVar("Item")

DEFAULT_SIZE, LARGEST_SIZE = 50, 1000
MARK = "PT"
PAGING = ("PageSize", "Page", "PageToken")


def page(
    url: str, arguments: Mapping[str, str], key: str, items: Mapping[str, Item], show: Callable[[Item], Any]
) -> dict[str, Any]:
    """Return the requested page of the items, which are given by SID.

    A page token names the first item of its page, and its place, which counts once the item is gone from the list.
    `Page` is the client's own count. A later page without a token is refused: only the token finds a page.
    """
    size = whole_number(arguments, "PageSize", DEFAULT_SIZE, least=1, most=LARGEST_SIZE)
    number = whole_number(arguments, "Page", 0)
    sids = list(items)
    start = _start(arguments, number, sids)

    def address(page_number: int, first: int) -> str:
        token = [("PageToken", f"{MARK}{first}-{(*sids, 'end')[first]}")] if page_number else []
        return f"{url}?{urlencode([*_filters(arguments), ('PageSize', size), ('Page', page_number), *token])}"

    return {
        "meta": {
            "page": number,
            "page_size": size,
            "first_page_url": address(0, 0),
            "previous_page_url": address(number - 1, max(0, start - size)) if number else None,
            "url": address(number, start),
            "next_page_url": address(number + 1, start + size) if start + size < len(sids) else None,
            "key": key,
        },
        key: [show(items[sid]) for sid in sids[start : start + size]],
    }


def page_of_2010(
    uri: str, arguments: Mapping[str, str], key: str, items: Mapping[str, Item], show: Callable[[Item], Any]
) -> dict[str, Any]:
    """Return the same page in the form of Twilio's API of 2010: without `meta`, and with relative addresses."""
    whole = page(uri, arguments, key, items, show)
    meta, start = whole["meta"], _start(arguments, whole["meta"]["page"], list(items))
    return {
        "first_page_uri": meta["first_page_url"],
        "next_page_uri": meta["next_page_url"],
        "previous_page_uri": meta["previous_page_url"],
        "uri": meta["url"],
        "page": meta["page"],
        "page_size": meta["page_size"],
        "start": start,
        "end": max(start, start + len(whole[key]) - 1),
        key: whole[key],
    }


def _start(arguments: Mapping[str, str], number: int, sids: Sequence[str]) -> int:
    token = arguments.get("PageToken", "")
    if not token:
        if number:
            raise invalid("Page is not supported without PageToken")
        return 0
    known = re.fullmatch(rf"{MARK}(\d+)-(\w+)", token)
    if known is None:
        raise invalid("PageToken is invalid or has expired")
    place, sid = int(known[1]), known[2]
    return sids.index(sid) if sid in sids else min(place, len(sids))


def _filters(arguments: Mapping[str, str]) -> list[tuple[str, str]]:
    pairs = arguments.items(multi=True) if isinstance(arguments, MultiDict) else arguments.items()
    return [(name, value) for name, value in pairs if name not in PAGING]
