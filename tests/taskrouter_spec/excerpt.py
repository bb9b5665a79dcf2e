"""Cut Twilio's OpenAPI document for TaskRouter down to what this project uses. Run by hand for each new version.

python tests/taskrouter_spec/excerpt.py twilio_taskrouter_v1.json
"""

import json
import sys
from pathlib import Path
from typing import Any

EXCERPT = Path(__file__).with_name("taskrouter_v1_excerpt.json")

WORKSPACE = "/v1/Workspaces/{WorkspaceSid}"
OPERATIONS = {
    "/v1/Workspaces/{Sid}": ("get",),
    f"{WORKSPACE}/Activities": ("get",),
    f"{WORKSPACE}/TaskChannels": ("get",),
    f"{WORKSPACE}/TaskQueues": ("get",),
    f"{WORKSPACE}/TaskQueues/{{Sid}}": ("get",),
    f"{WORKSPACE}/TaskQueues/Statistics": ("get",),
    f"{WORKSPACE}/TaskQueues/RealTimeStatistics": ("post",),
    f"{WORKSPACE}/TaskQueues/{{TaskQueueSid}}/Statistics": ("get",),
    f"{WORKSPACE}/TaskQueues/{{TaskQueueSid}}/CumulativeStatistics": ("get",),
    f"{WORKSPACE}/TaskQueues/{{TaskQueueSid}}/RealTimeStatistics": ("get",),
    f"{WORKSPACE}/Workflows": ("get",),
    f"{WORKSPACE}/Workflows/{{Sid}}": ("get",),
    f"{WORKSPACE}/Tasks": ("get", "post"),
    f"{WORKSPACE}/Tasks/{{Sid}}": ("get", "post"),
}
LEFT_OUT = {"description", "headers", "summary", "tags", "x-twilio"}


def excerpt(document: dict[str, Any]) -> dict[str, Any]:
    """Return the operations above with the schemas they refer to, without prose and response headers."""
    paths = {
        path: {method: _bare(document["paths"][path][method]) for method in methods}
        for path, methods in OPERATIONS.items()
    }
    schemas: dict[str, Any] = {}
    wanted = _references(paths)
    while wanted:
        name = wanted.pop()
        schemas[name] = _bare(document["components"]["schemas"][name])
        wanted |= _references(schemas[name]) - schemas.keys()
    components = {"schemas": schemas, "securitySchemes": document["components"]["securitySchemes"]}
    kept = {name: document[name] for name in ("openapi", "info", "servers")}
    return {**kept, "security": document.get("security", []), "paths": paths, "components": components}


def _bare(node: Any) -> Any:
    if isinstance(node, list):
        return [_bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    # OpenAPI demands a description of every response, beside "content".
    return {name: _bare(value) for name, value in node.items() if name not in LEFT_OUT or _demanded(name, node)}


def _demanded(name: str, node: dict[str, Any]) -> bool:
    return name == "description" and isinstance(node.get("content"), dict)


def _references(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*(_references(item) for item in node))
    if not isinstance(node, dict):
        return set()
    found = {node["$ref"].rpartition("/")[2]} if isinstance(node.get("$ref"), str) else set()
    return found.union(*(_references(value) for value in node.values()))


if __name__ == "__main__":
    whole = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    EXCERPT.write_text(json.dumps(excerpt(whole), indent=1, sort_keys=True) + "\n", encoding="utf-8")
