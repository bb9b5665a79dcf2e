"""The board as a page, as a browser without a script gets it."""

import gzip
import re
from dataclasses import replace
from html import unescape

import pytest

from ivr import switch
from ivr.switch import Muting, Override, Positions
from ivr.wallboard.asked import THEME_COOKIE
from tests.fakes.waits import busy_contact_centre
from tests.ivr.phone_under_test import CLAIMS, NOW, TRAVEL, PhoneUnderTest
from tests.ivr.wallboard.browser import LOANS_DESK, two_lines_known, viewer
from tests.ivr.wallboard.past import remember
from waittimes import cache
from waittimes.page import NO_PAGE
from waittimes.wait import NO_ESTIMATE, Basis


@pytest.fixture
def phone(phone: PhoneUnderTest) -> PhoneUnderTest:
    """Return the phone of two lines, of which the second one's callers wait long."""
    two_lines_known(phone)
    return phone


def words(html: str) -> str:
    """Return what a reader of this part of a page reads."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def row(html: str, name: str) -> str:
    found = re.search(rf'<tr role="row" class="row[^>]*data-name="{name}".*?</tr>', html, re.DOTALL)
    assert found
    return found[0]


def test_a_row_has_every_figure_and_the_sentence(phone: PhoneUnderTest) -> None:
    read = words(row(viewer(phone).get("/board").text, "claims"))

    sentence = "“Your estimated wait is between 2 and 6 minutes.”"
    assert read == f"claims {sentence} Calm 2–6 min 4:00 (2:10–5:30) 3 1:01 0 13 21 2 8 s –"


def test_the_worst_comes_first_and_is_counted(phone: PhoneUnderTest) -> None:
    page = viewer(phone).get("/board").text

    assert re.findall(r'data-name="(\w+)"', page) == ["loans", "claims"]
    assert "1 of 2 lines needs you" in words(page)


def test_a_muted_line_says_so_by_whom_until_when_why_and_what_it_withholds(phone: PhoneUnderTest) -> None:
    muting = Muting(NOW + 600, "wrong since noon", "leads", NOW - 60)
    switch.write(phone.table, Positions({"claims": muting}), replaces=NO_PAGE, now=NOW)

    read = words(row(viewer(phone).get("/board").text, "claims"))

    assert "“We'll be with you as soon as we can.” Muted by leads (wrong since noon) at 11:05 UTC," in read
    assert ", until 11:16 UTC. Without it: “Your estimated wait is between 2 and 6 minutes.”" in read


def test_a_line_is_muted_also_while_there_is_no_number_to_withhold(phone: PhoneUnderTest) -> None:
    phone.table.items.clear()
    switch.write(phone.table, Positions({"claims": Muting(set_by="leads")}), replaces=NO_PAGE, now=NOW)

    read = words(row(viewer(phone).get("/board").text, "claims"))

    assert "Muted by leads." in read
    assert "Without it" not in read


@pytest.mark.parametrize(
    ("age", "word", "figures"),
    [(170, "Calm", True), (190, "Ageing", True), (601, "Too old", False)],
)
def test_no_old_figure_is_shown_as_one_of_now(phone: PhoneUnderTest, age: int, word: str, figures: bool) -> None:
    phone.table.items.clear()
    phone.knows(CLAIMS, 240, Basis.LINE, age=age, agents_busy=13)

    read = words(row(viewer(phone).get("/board").text, "claims"))

    assert f" {word} " in read
    assert (" 13 " in read) is figures


def test_a_line_that_was_never_polled_is_there_and_says_so(phone: PhoneUnderTest) -> None:
    phone.table.items.clear()
    read = words(viewer(phone).get("/board?open=claims").text)

    assert "2 of 2 lines need you" in read
    assert "There is no record of this task queue. python -m ops poll says why." in read


def test_the_page_itself_says_that_nothing_new_comes(phone: PhoneUnderTest) -> None:
    fresh = viewer(phone).get("/board").text
    phone.now += 200
    late = viewer(phone).get("/board").text

    assert re.search(r'<p id="late"[^>]* hidden>', fresh)
    assert not re.search(r'<p id="late"[^>]* hidden>', late)
    assert "Nothing new has been measured for 3 min 28 s ." in words(late)


def test_a_table_that_cannot_be_read_is_said_at_the_top(phone: PhoneUnderTest) -> None:
    browser = viewer(phone)
    phone.now += 60
    browser.get("/board")
    phone.now += 60
    phone.table.fails(key="WS" + "1" * 32 + "#4")

    assert "The table cannot be read." in words(browser.get("/board").text)


def test_a_row_opens_and_explains_itself(phone: PhoneUnderTest) -> None:
    remember(phone.table, CLAIMS, now=NOW, seconds=dict.fromkeys(range(1, 40), 190))

    page = viewer(phone).get("/board?open=claims").text

    read = words(page)
    assert "3 callers are ahead of somebody who calls now." in read
    assert "Ihre voraussichtliche Wartezeit beträgt zwischen 2 und 6 Minuten." in read
    assert page.count('<polygon class="range"') == 1
    assert page.count('class="trend"') == 1
    assert 'aria-expanded="true"' in row(page, "claims")
    assert 'aria-expanded="false"' in row(page, "loans")


@pytest.mark.parametrize(("hours", "first"), [(30, "12:00"), (6, "06:00"), (1, "09:00")])
def test_a_chart_goes_back_a_day_or_as_far_as_there_is_a_history(phone: PhoneUnderTest, hours: int, first: str) -> None:
    remember(phone.table, CLAIMS, now=NOW, seconds=dict.fromkeys(range(1, 12 * hours), 190))

    page = viewer(phone).get("/board?open=claims").text

    assert re.findall(r'text-anchor="middle">(\d\d:\d\d)<', page)[0] == first


def test_an_override_says_who_until_when_and_why(phone: PhoneUnderTest) -> None:
    override = Override(is_open=False, until=NOW + 3600, reason="training", set_by="ana", set_at=NOW - 600)
    switch.write(phone.table, Positions(hours={"claims": override}), replaces=NO_PAGE, now=NOW)

    read = words(viewer(phone).get("/board?open=claims").text)

    assert "Closed now (training), until 12:06 UTC." in read
    assert "Kept closed against its hours until 12:06 UTC (training), set by ana at 10:56 UTC." in read


def test_a_viewer_of_one_account_sees_nothing_of_another(phone: PhoneUnderTest) -> None:
    browser = viewer(phone, LOANS_DESK)

    for path in ("/board?open=claims", "/board/queues", "/board/promises"):
        assert "claims" not in browser.get(path).text.lower().replace("open=claims", "")
    assert browser.get("/board/promises?open=claims").status_code == 404


def test_thousands_of_task_queues_come_by_pages_that_weigh_little(phone: PhoneUnderTest) -> None:
    waits = tuple(replace(each, measured_at=NOW - 4) for each in busy_contact_centre(1000))
    measurement = cache.Measurement(TRAVEL.workspace_sids[0], waits, frozenset(w.queue_sid for w in waits), NOW - 4)
    assert cache.refresh(phone.table, measurement, now=NOW) == {}
    browser = viewer(phone)

    first = browser.get("/board/queues")
    found = browser.get("/board/queues?q=krak%C3%B3w+billing")

    assert first.text.count('<tr role="row" class="row') == 200
    assert "Page 1 of 6" in words(first.text)
    assert all("Kraków Billing" in each for each in re.findall(r'data-name="([^"]+)"', found.text))
    assets = re.findall(r'(?:href|src)="(/board/static/[^"]+)"', first.text)
    everything = [first.data, *(browser.get(each).data for each in assets)]
    assert sum(len(gzip.compress(each, 9)) for each in everything) < 60_000


def test_an_unknown_wait_and_a_name_with_an_angle_bracket_break_nothing(phone: PhoneUnderTest) -> None:
    phone.knows(replace(CLAIMS, name="<script>"), None, Basis.UNSTAFFED)
    wait = next(iter(cache.all_waits(phone.table, CLAIMS.workspace_sid)))
    assert (wait.queue_name, wait.estimate) == ("<Script>", NO_ESTIMATE)

    page = viewer(phone).get("/board").text

    assert "<Script>" not in page
    assert "&lt;Script&gt;" in page


def test_the_same_page_is_not_sent_twice_but_says_what_time_it_is(phone: PhoneUnderTest) -> None:
    browser = viewer(phone)
    first = browser.get("/board")
    phone.now += 20
    again = browser.get("/board", If_None_Match=first.headers["ETag"])
    opened = browser.get("/board?open=claims", If_None_Match=first.headers["ETag"])

    assert (again.status_code, again.data, opened.status_code) == (304, b"", 200)
    assert [float(each.headers["Board-Now"]) for each in (first, again)] == [NOW, NOW + 20]
    assert first.headers["Cache-Control"] == "no-store"


def test_another_session_gets_a_page_of_its_own(phone: PhoneUnderTest) -> None:
    tag = viewer(phone).get("/board").headers["ETag"]

    assert viewer(phone).get("/board", If_None_Match=tag).status_code == 200


def test_colours_are_chosen_once_and_kept(phone: PhoneUnderTest) -> None:
    browser = viewer(phone)

    assert 'data-theme="dark"' in browser.get("/board?theme=dark").text
    assert 'data-theme="dark"' in browser.get("/board/queues").text
    assert browser.jar[THEME_COOKIE] == "dark"
    assert "data-theme" not in browser.get("/board?theme=purple").text


def test_no_style_script_or_handler_stands_in_any_page(phone: PhoneUnderTest) -> None:
    browser = viewer(phone)

    for path in ("/board", "/board?open=claims", "/board?view=wall", "/board/queues", "/board/promises?open=claims"):
        page = browser.get(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?! src=)", page)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)
        assert "+1555" not in page


@pytest.mark.parametrize("query", ["open=nobody", "page=0", "page=-1", "page=99999999", "q=%00%ff", "view=moon"])
def test_a_query_that_makes_no_sense_still_shows_the_board(phone: PhoneUnderTest, query: str) -> None:
    for path in ("/board", "/board/queues"):
        assert viewer(phone).get(f"{path}?{query}").status_code == 200
