"""Prints the variables with which every `python -m ops` command works on the contact centre of `make live`."""

import shlex
import socket
import sys
from pathlib import Path

from simulator.local_stack import InvalidPort, Ports, lines_file, live_ports, variables
from simulator.server import HOST


def main() -> None:
    """Print the variables as a POSIX shell reads them."""
    try:
        ports = live_ports()
    except InvalidPort as error:
        sys.exit(str(error))
    if not (lines_file(ports).exists() and _answers(ports.phone)):
        sys.exit(
            f"No contact centre of this folder answers on port {ports.phone}: run make live in another terminal first"
        )
    print(exports(ports))


def exports(ports: Ports) -> str:
    """Return the variables, and a path on which `python` is the project's, as lines of a POSIX shell."""
    lines = [f"export {name}={shlex.quote(value)}" for name, value in variables(ports).items()]
    return "\n".join([*lines, f'export PATH={shlex.quote(str(Path(sys.executable).parent))}:"$PATH"'])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


if __name__ == "__main__":
    main()
