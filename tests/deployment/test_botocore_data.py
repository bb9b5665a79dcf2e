"""botocore's data, made smaller, describes our services as completely as the original does."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import botocore
import botocore.session
import pytest
from botocore.loaders import Loader

from deployment.botocore_data import lighten, without_words
from deployment.pruning import AWS_SERVICES

pytestmark = pytest.mark.slow

DATA = Path(botocore.__file__).parent / "data"


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("botocore") / "data"
    folder.mkdir()
    for file in DATA.glob("*.json"):
        shutil.copy(file, folder)
    for service in AWS_SERVICES:
        shutil.copytree(DATA / service, folder / service)
    lighten(folder)
    return folder


def session(data: Path) -> Any:
    found = botocore.session.Session()
    loader = Loader(extra_search_paths=[str(data)], include_default_search_paths=False)
    found.register_component("data_loader", loader)
    found.set_credentials("testing", "testing")
    return found


@pytest.mark.parametrize("service", sorted(AWS_SERVICES))
@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1", "ap-south-2", "us-gov-west-1", "cn-north-1"])
def test_a_client_asks_at_the_same_address_and_knows_the_same_operations(
    light: Path, service: str, region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    lightened, whole = (session(each).create_client(service, region) for each in (light, DATA))

    assert lightened.meta.endpoint_url == whole.meta.endpoint_url
    assert lightened.meta.service_model.operation_names == whole.meta.service_model.operation_names
    assert lightened.meta.service_model.shape_names == whole.meta.service_model.shape_names


@pytest.mark.parametrize("service", sorted(AWS_SERVICES))
def test_it_knows_the_same_regions_of_our_services(light: Path, service: str) -> None:
    regions = session(light).get_available_regions(service)

    assert len(regions) > 20
    assert regions == session(DATA).get_available_regions(service)


def test_it_is_a_tenth_of_the_size(light: Path) -> None:
    def size(folder: Path) -> int:
        return sum((folder / each.relative_to(light)).stat().st_size for each in light.rglob("*.json*"))

    assert size(light) < size(DATA) / 10


def test_only_documentation_is_removed() -> None:
    described = {"documentation": "<p>Says.</p>", "members": {"documentation": {"shape": "S", "documentation": "x"}}}

    assert without_words([described]) == [{"members": {"documentation": {"shape": "S"}}}]


def test_the_same_data_gives_the_same_bytes(light: Path, tmp_path: Path) -> None:
    service = tmp_path / "dynamodb" / "2012-08-10"
    service.mkdir(parents=True)
    name = "service-2.json.gz"
    whole = json.loads(gzip.decompress((DATA / "dynamodb" / "2012-08-10" / name).read_bytes()))
    (service / name).write_bytes(gzip.compress(json.dumps(whole, indent=1).encode(), compresslevel=1, mtime=71))

    lighten(tmp_path)

    assert (service / name).read_bytes() == (light / "dynamodb" / "2012-08-10" / name).read_bytes()
