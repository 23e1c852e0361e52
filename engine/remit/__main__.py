"""`python -m remit` is `remit`."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the working directory: what is checked there must not run as modules
    from remit.cli.entry import run

    sys.exit(run())
