"""A terminal: one shell that keeps its folder, its variables and its virtual environment."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

END = "=== the command has ended with"


@dataclass
class Terminal:
    """Runs the commands that are typed, and remembers them."""

    process: "subprocess.Popen[str]"
    typed: str = ""

    def types(self, commands: str) -> str:
        """Run the commands and return what they print. Raises AssertionError if the last one fails."""
        told, heard = self.process.stdin, self.process.stdout
        assert told is not None
        assert heard is not None
        self.typed += commands
        told.write(f"{commands}\necho '{END}' $?\n")
        told.flush()
        output = ""
        for line in heard:
            if line.startswith(END):
                assert line.split()[-1] == "0", f"{commands}\n{output[-4000:]}"
                return output
            output += line
        raise AssertionError(f"the terminal has ended: {output[-4000:]}")


@contextmanager
def terminal(folder: Path, environ: Mapping[str, str]) -> Iterator[Terminal]:
    """Yield a terminal in the folder that ends with the block."""
    with subprocess.Popen(
        ["/bin/bash"],
        cwd=folder,
        env=dict(environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield Terminal(process)
        finally:
            process.kill()
