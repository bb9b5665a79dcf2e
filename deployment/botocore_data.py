"""Makes botocore's descriptions of AWS smaller: only the services in use, and no documentation."""

import gzip
import json
from pathlib import Path
from typing import Any

from deployment.pruning import AWS_SERVICES


def lighten(data: Path) -> None:
    """Rewrite the files in botocore's folder `data`, which every cold start reads and parses.

    The endpoints of all services take a megabyte, and four fifths of a service's description are documentation.
    """
    addresses = data / "endpoints.json"
    if addresses.exists():
        addresses.write_bytes(_bytes(_of_our_services(json.loads(addresses.read_bytes()))))
    for described in sorted(data.glob("*/*/*.json.gz")):
        plain = without_words(json.loads(gzip.decompress(described.read_bytes())))
        described.write_bytes(gzip.compress(_bytes(plain), mtime=0))


def without_words(described: Any) -> Any:
    """Return a description without its documentation, which is text. A member of that name is an object, and stays."""
    if isinstance(described, dict):
        kept = {key: value for key, value in described.items() if key != "documentation" or not isinstance(value, str)}
        return {key: without_words(value) for key, value in kept.items()}
    return [without_words(each) for each in described] if isinstance(described, list) else described


def _of_our_services(addresses: Any) -> Any:
    for partition in addresses["partitions"]:
        partition["services"] = {name: each for name, each in partition["services"].items() if name in AWS_SERVICES}
    return addresses


def _bytes(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()
