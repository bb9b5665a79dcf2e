"""The deployed function and the calls that API Gateway hands it, at every address."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urljoin
from xml.etree import ElementTree as ET

import pytest

from simulator.caller.phone.signing import Token, Unsigned
from tests import addresses
from tests.addresses import Address
from tests.entry.deployed_function import FORM, TOKEN, WORKFLOW, Lambda, assert_discreet, document, posted

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A deployment's two settings, and the addresses at which its calls arrive."""

    base_path: str = ""
    public_url: str = ""
    called_at: tuple[Address, ...]


DEPLOYMENTS = {
    "nothing is set": Deployment(
        called_at=(
            addresses.REST_API,
            addresses.REST_API_DOMAIN,
            addresses.HTTP_API_STAGE,
            addresses.HTTP_API,
            addresses.HTTP_API_DOMAIN,
            addresses.A_FUNCTION_URL,
        )
    ),
    "base_path": Deployment(base_path="v1", called_at=(addresses.REST_API_BASE_PATH, addresses.HTTP_API_BASE_PATH)),
    "PUBLIC_URL with a stage": Deployment(
        public_url=addresses.REST_API.called, called_at=(addresses.REST_API, addresses.HTTP_API_STAGE)
    ),
    "PUBLIC_URL of a bare domain": Deployment(
        public_url=addresses.REST_API_DOMAIN.called,
        called_at=(addresses.REST_API_DOMAIN, addresses.HTTP_API_DOMAIN),
    ),
    "PUBLIC_URL with a base path that Zappa was not told": Deployment(
        public_url=addresses.REST_API_BASE_PATH.called, called_at=(addresses.REST_API_BASE_PATH,)
    ),
    "PUBLIC_URL of a domain that is mapped to no stage": Deployment(
        public_url=addresses.REST_API_UNMAPPED.called, called_at=(addresses.REST_API_UNMAPPED,)
    ),
    "PUBLIC_URL of a domain": Deployment(
        public_url=addresses.CLOUDFRONT.called, called_at=(addresses.HTTP_API_BASE_PATH, addresses.CLOUDFRONT)
    ),
    "base_path and PUBLIC_URL": Deployment(
        base_path="v1",
        public_url=addresses.CLOUDFRONT.called,
        called_at=(addresses.REST_API_BASE_PATH, addresses.HTTP_API_BASE_PATH, addresses.CLOUDFRONT),
    ),
}


def following(document: ET.Element, address: Address) -> str:
    """Return the route of the hold loop, which must lie below the called address."""
    (enqueue,) = document.iter("Enqueue")
    assert enqueue.get("workflowSid") == WORKFLOW.sid
    urls = [urljoin(f"{address.called}/voice", enqueue.get(name, "")) for name in ("waitUrl", "action")]
    assert [url.startswith(f"{address.called}/voice/default/en/") for url in urls] == [True, True], urls
    return urls[0].removeprefix(address.called)


@pytest.mark.parametrize("deployment", DEPLOYMENTS.values(), ids=DEPLOYMENTS)
def test_under_every_address_a_signed_call_is_answered_and_no_other(function: Lambda, deployment: Deployment) -> None:
    with function.deployed(base_path=deployment.base_path, PUBLIC_URL=deployment.public_url) as there:
        for address in deployment.called_at:
            joined = document(posted(there, address))
            waiting = document(posted(there, address, following(joined, address)))

            assert waiting.find("Redirect") is not None
            assert posted(there, address, signer=Token("token-of-somebody-else"))["statusCode"] == 403
            assert posted(there, address, signer=Unsigned())["statusCode"] == 403
            assert posted(there, address, To="+15550100002")["statusCode"] == 403

        assert_discreet(there)


def test_a_domains_deployment_still_answers_under_the_gateways_own_address(function: Lambda) -> None:
    with function.deployed(base_path="v1") as there:
        assert posted(there, addresses.REST_API)["statusCode"] == 200


@pytest.mark.parametrize("address", [addresses.REST_API, addresses.HTTP_API], ids=["REST API", "HTTP API"])
def test_a_number_that_asks_with_get_is_answered_and_its_query_is_not_logged(
    function: Lambda, address: Address
) -> None:
    query = urlencode(FORM, quote_via=quote)
    headers = Token(TOKEN).headers(f"{address.called}/voice?{query}", ())

    with function.deployed() as there:
        joined = document(there.invoke(address.question("/voice", query, headers)))

        assert following(joined, address)
        assert_discreet(there)


@pytest.mark.parametrize("address", [addresses.REST_API, addresses.HTTP_API], ids=["REST API", "HTTP API"])
def test_after_a_deployment_anybody_may_ask_whether_the_phone_answers(function: Lambda, address: Address) -> None:
    with function.deployed() as there:
        answer = there.invoke(address.question("/health", "", {}))

    assert (answer["statusCode"], answer["body"].split()) == (200, ['{"status":"ok"}'])
