"""A SIP address leads to its line however it is spelled on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waittimes.settings.acme import FILE, config_of, problems_of
from waittimes.settings.addresses import canonical

USERS = st.from_regex(r"[A-Za-z0-9._+-]{1,12}", fullmatch=True)
HOSTS = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9](\.[a-z]{2,5}){1,2}", fullmatch=True)
PARAMETERS = st.lists(
    st.sampled_from([";transport=UDP", ";transport=tls", ";user=phone", ";lr", ";tag=a;b=c"]), max_size=3
).map("".join)
HEADERS = st.sampled_from(["", "?X-From=7", "?Subject=a%40b&Priority=urgent", "?x=a@b.example"])
PORTS = st.sampled_from(["", ":5060", ":5061", ":65535"])
AROUND = st.sampled_from(["{}", "<{}>", '"Sales" <{}>', "Sales <{}>;tag=77", " {} "])


def leads_to(number: str, called: str) -> str | None:
    line = config_of(FILE.replace("sip:support@acme.example.com", number).replace('["*"]', "[]")).line_called(called)
    return line.name if line else None


@pytest.mark.parametrize(
    "called",
    [
        "sip:support@acme.example.com;transport=UDP",
        "sip:support@acme.example.com:5060",
        "sip:support@acme.example.com:5061;user=phone;transport=tls",
        "sips:support@acme.example.com",
        "SIP:support@ACME.example.COM",
        "sip:support@acme.example.com.",
        "sip:support:word@acme.example.com",
        "sip:%73upport@acme.example.com",
        "<sip:support@acme.example.com>",
        '"Acme" <sip:support@acme.example.com:5060;user=phone>;tag=7',
        "sip:support@acme.example.com?Subject=a",
    ],
)
def test_a_call_finds_its_line_by_user_and_host(called: str) -> None:
    assert leads_to("sip:support@acme.example.com", called) == "support"
    assert leads_to(called.replace('"', '\\"'), "sip:support@acme.example.com") == "support"


@pytest.mark.parametrize(
    "called",
    [
        "sip:Support@acme.example.com",
        "sip:support@sales.example.com",
        "sip:acme.example.com",
        "support@acme.example.com",
        "sip:support@acme.example.com.example.org",
        "sip:support@example.org;maddr=acme.example.com",
        "tel:support@acme.example.com",
        "client:support@acme.example.com",
        "",
    ],
)
def test_another_user_or_host_finds_another_line_or_none(called: str) -> None:
    assert leads_to("sip:support@acme.example.com", called) is None


@given(user=USERS, host=HOSTS, rest=st.tuples(PORTS, PARAMETERS, HEADERS), around=AROUND, data=st.data())
def test_only_user_and_host_decide(
    user: str, host: str, rest: tuple[str, str, str], around: str, data: st.DataObject
) -> None:
    scheme = data.draw(st.sampled_from(["sip", "sips", "SIP", "Sips"]))
    spelled = data.draw(st.sampled_from([host, host.upper(), host.title()]))

    written = around.format(f"{scheme}:{user}@{spelled}{''.join(rest)}")

    assert canonical(written) == canonical(f"sip:{user}@{host}") == f"sip:{user}@{host}"


@given(first=st.tuples(USERS, HOSTS), second=st.tuples(USERS, HOSTS))
def test_two_users_or_hosts_never_meet(first: tuple[str, str], second: tuple[str, str]) -> None:
    one, other = ("sip:{}@{};transport=UDP".format(*each) for each in (first, second))

    assert (canonical(one) == canonical(other)) == (first == second)


@given(st.text() | st.from_regex(r"(<|\"|sips?:|[@:;?\[\]%]|\w)*"))
def test_a_call_is_answered_whatever_text_its_to_is(called: str) -> None:
    assert config_of(FILE).line_called(called) is not None


@pytest.mark.parametrize(
    "number", ["sip:acme.sip.twilio.com", "sips:desk@[2001:db8::7]:5061", "client:alice", "client:alice_b.c@d"]
)
def test_an_address_or_a_client_may_stand_among_the_numbers(number: str) -> None:
    assert leads_to(number, number) == "support"


@pytest.mark.parametrize(
    "number",
    ["sip:", "sip:support@", "sips:a b@acme.example.com", "sip:a@b c", "client:", "client:a b", "mailto:a@b.c"],
)
def test_an_address_that_no_call_can_have_is_refused(number: str) -> None:
    (problem,) = problems_of(FILE.replace("sip:support@acme.example.com", number))

    assert problem.startswith(f"lines.toml: [lines.support] numbers is '{number}', not a phone number such as")
    assert 'a SIP address such as "sip:sales@example.com", a client such as "client:alice"' in problem


def test_one_address_in_two_spellings_leads_to_one_line_only() -> None:
    (problem,) = problems_of(FILE.replace('"+4930555002"', '"sips:support@ACME.example.com:5061"'))

    assert problem == (
        "lines.toml: [lines.sales] numbers has sips:support@ACME.example.com:5061, which already leads to line"
        " 'support'; keep one"
    )
