"""One manifest judged by a peer in a process of its own, from its start: nothing but the peer and
the reader is imported.

    python -c "from benchmarks.peers.once import main; main()" PEER FILE
"""

import sys

from benchmarks.peers.engines import ENGINES
from benchmarks.peers.reading import parser


def main() -> None:
    """Writes the rules that a manifest breaks."""
    _, peer, path = sys.argv
    evaluate, parse = ENGINES[peer](), parser()
    with open(path, "rb") as file:
        print(*sorted(evaluate(parse(file.read()))))
