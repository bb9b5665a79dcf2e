"""Decides by a file's path whether the function needs it. Opens nothing."""

from collections.abc import Iterable
from pathlib import PurePosixPath

ONLY_FOR_DEPLOYING = frozenset(
    "_distutils_hack _yaml argcomplete cfn_clean cfn_flip cfn_tools hjson packaging pip pkg_resources placebo"
    " python_slugify pyyaml setuptools slugify text_unidecode toml tqdm troposphere wheel yaml".split()
)
"""Packages that only Zappa's command line imports, and the names under which they are installed."""
ONLY_FOR_OTHER_CLIENTS = frozenset(
    "aiohappyeyeballs aiohttp aiohttp_retry aiosignal attr attrs frozenlist jwt multidict propcache pyjwt yarl".split()
)
"""Packages that `twilio` imports for its asynchronous client and its access tokens only."""
AWS_SERVICES = frozenset({"dynamodb", "secretsmanager", "ssm", "sts"})
"""The services whose descriptions stay in botocore. Without its description a service has no client."""
TWILIO_PRODUCTS = frozenset({"taskrouter"})
ZAPPA_AT_RUN_TIME = frozenset({"__init__", "asgi", "handler", "middleware", "utilities", "websocket", "wsgi"})
POWERTOOLS_UTILITIES = frozenset({"__init__", "jmespath_utils", "parameters", "typing"})
NO_CODE = frozenset({".c", ".dll", ".exe", ".h", ".pxd", ".pyc", ".pyd", ".pyi", ".pyx", ".so", ".typed"})
"""Includes compiled extensions. Each has an equivalent in Python, so that one package fits every processor."""
KEPT_OF_METADATA = frozenset({"METADATA", "entry_points.txt"})
"""The other metadata names folders of the deploying machine, or is not used."""
KEPT_AT_THE_TOP = frozenset({".py", ".toml"})
NOT_OURS_AT_THE_TOP = frozenset({"__init__.py", "handler.py", "package_info.json"})
"""Files that Zappa adds: a package marker, a note of the build, and its handler, which runs what an event names."""


def is_needed(path: PurePosixPath, languages: Iterable[str]) -> bool:
    """Tell whether a function that speaks these languages, such as "pt-BR", needs the file at this path."""
    if len(path.parts) == 1:
        return path.suffix in KEPT_AT_THE_TOP and path.name not in NOT_OURS_AT_THE_TOP
    if path.suffix in NO_CODE or "__pycache__" in path.parts or "tests" in path.parts:
        return False
    if path.parts[0].endswith(".dist-info"):
        return path.name in KEPT_OF_METADATA and path.parts[0].partition("-")[0].lower() not in _STAYS_HOME
    if path.parts[0] in _STAYS_HOME:
        return False
    return _is_needed_of_its_package(path, languages)


_STAYS_HOME = ONLY_FOR_DEPLOYING | ONLY_FOR_OTHER_CLIENTS


def _is_needed_of_its_package(path: PurePosixPath, languages: Iterable[str]) -> bool:
    needed = True
    match path.parts:
        case ("botocore", "data", service, *_, file):
            needed = service in AWS_SERVICES and not file.startswith("examples")
        case (
            ("boto3", "data" | "examples", *_)
            | ("twilio", "jwt", *_)
            | ("aws_lambda_powertools", "event_handler", *_)
            | ("babel", "messages", *_)
        ):
            needed = False
        case ("twilio", "rest", product, _, *_):
            needed = product in TWILIO_PRODUCTS
        case ("zappa", module, *_):
            needed = module.removesuffix(".py") in ZAPPA_AT_RUN_TIME
        case ("phonenumbers", "shortdata", module):
            # The phone calls no short numbers. Their data are loaded only if one is looked up.
            needed = module == "__init__.py"
        case ("aws_lambda_powertools", "utilities", utility, *_):
            needed = utility.removesuffix(".py") in POWERTOOLS_UTILITIES
        case ("babel", "locale-data", file):
            needed = file.removesuffix(".dat") in _locales(languages)
    return needed


def _locales(languages: Iterable[str]) -> set[str]:
    """Return the names of the locale data of these languages, with those that they inherit from."""
    names = {"root"}
    for language in languages:
        parts = language.replace("-", "_").split("_")
        names |= {"_".join(parts[:count]) for count in range(1, len(parts) + 1)}
    return names
