"""`remit docs`: a handbook of the policies."""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import SimpleNamespace

from msgspec.structs import replace

from remit.cli.formats import asked_formats, save
from remit.cli.options import Options, UsageError, day, today
from remit.cli.output import show
from remit.cli.terminal import complain
from remit.governance.inputs import Inputs
from remit.governance.law import Law, enact
from remit.governance.params import chosen_params
from remit.governance.waivers import waivers_in
from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert
from remit.text.source import Source
from remit.workbench.handbook import markdown, page
from remit.workbench.handbook.book import Book
from remit.workbench.handbook.making import Matter, make
from remit.workspace.gathering import Order, gather_rules
from remit.workspace.testing import tests_beside

FORMATS = {"markdown": "handbook.md", "html": "handbook.html"}
"""The forms of the handbook, and the file of each in a folder."""

_ENDINGS = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}

ABOUT = """
A policy is a rule file, a folder, or pack:NAME. Examples come from the tests beside the rule files.

exit status: 0 the handbook is written, or fresh; 1 with --check: a file is stale; 2 the handbook
could not be made"""

Target = tuple[str, str | None]


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.epilog = ABOUT
    add = parser.add_argument
    add("paths", metavar="PATH", nargs="*", help="policies (default: the configured ones)")
    add("--format", metavar="FORMAT[:FILE]", action="append", default=[], help=", ".join(FORMATS))
    add("--output", metavar="PATH", help="a file, in the format of its ending, or a folder")
    add("--title", metavar="TEXT", default="Policies", help="default: Policies")
    add("--preface", metavar="FILE", help="paragraphs to begin with")
    add("--check", action="store_true", help="say whether the files are fresh; write nothing")
    add("--no-waivers", action="store_true", help="leave out the waivers, which change by the day")
    add("--config", metavar="FILE", help="the configuration (default: remit.yaml)")
    add("--as-of", metavar="DATE", type=day, help="the day for waivers (default: today, UTC)")


def run(options: SimpleNamespace, command: Source) -> int:
    """Writes the handbook in the forms that are asked for, or says whether files are fresh."""
    targets = _targets(options, command)
    preface = _preface(options.preface, command)
    order = Order(
        os.getcwd(),
        options.as_of or today(),
        config=options.config,
        policies=tuple(options.paths),
        command=command,
    )
    inputs, said = gather_rules(order)
    law, wrong = enact(inputs) if inputs is not None else (None, said)
    if inputs is None or law is None:
        complain(wrong, closing="no handbook was made")
        return 2
    book, wrong = _book(law, inputs, order, (options.title, preface, not options.no_waivers))
    if book is None:
        complain(wrong, closing="no handbook was made")
        return 2
    stale = [_put(book, target, command, options.check) for target in targets]
    return int(any(stale))


def _book(
    law: Law, inputs: Inputs, order: Order, wanted: tuple[str, str, bool]
) -> tuple[Book | None, list[Diagnostic]]:
    """Gives the book, or what is wrong with params and waivers."""
    title, preface, with_waivers = wanted
    _, wrong = chosen_params(law.policies, inputs.overrides, order.today)
    recorded = with_waivers and inputs.waivers.files
    waivers, more = waivers_in(inputs.waivers, law) if recorded else ([], [])
    if wrong or more:
        return None, [*wrong, *more]
    suites, said = tests_beside(inputs.rules, law, inputs, order)
    complain(
        [replace(each, severity="advice") for each in said],
        closing="the handbook is without the examples of these tests",
    )
    kept = waivers if recorded else None
    matter = Matter(title, preface, law, suites, inputs.overrides, kept, order.today)
    return make(matter), []


# -- where it goes --------------------------------------------------------------------------------


def _targets(options: SimpleNamespace, command: Source) -> list[Target]:
    """Gives each form that is asked for, and the file that it goes to, None for standard output."""
    if options.output is None:
        targets = asked_formats(options.format, FORMATS, command) or [("markdown", None)]
    else:
        each = [asked_formats([text], FORMATS, command)[0] for text in options.format]
        targets = _placed(options.output, list(dict.fromkeys(each)), command)
    if options.check and any(file is None for _, file in targets):
        message = "`--check` compares with a file, and none is named"
        way = "name it: `remit docs --check --output HANDBOOK.md`"
        raise UsageError(Diagnostic("usage", message, command, command.find("--check"), way))
    return targets


def _placed(output: str, asked: Sequence[Target], command: Source) -> list[Target]:
    named = [file for _, file in asked if file is not None]
    if named:
        message = f"`--output` and `{named[0]}` both name a file"
        raise _refused(message, named[0], command, "leave one of them out")
    if not output:
        raise _refused("`--output` is blank", "--output", command, "name a file or a folder")
    if os.path.isdir(output) or output.endswith(("/", os.sep)):
        formats = [format for format, _ in asked] or ["markdown"]
        return [
            (format, os.path.normpath(os.path.join(output, FORMATS[format]))) for format in formats
        ]
    ending = os.path.splitext(output)[1].lower()
    if len(asked) > 1:
        message = f"two formats go to `{output}`"
        way = "name a folder, or give each a file: `--format html:handbook.html`"
        raise _refused(message, output, command, way)
    return [(asked[0][0] if asked else _ENDINGS.get(ending, "markdown"), output)]


def _refused(message: str, word: str, command: Source, way: str) -> UsageError:
    return UsageError(Diagnostic("usage", message, command, command.find(word), way))


def _preface(file: str | None, command: Source) -> str:
    if file is None:
        return ""
    try:
        with open(file, "rb") as content:
            return content.read().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _refused(f"`{file}` is not UTF-8", file, command, "save it as UTF-8") from None
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        message = f"`{file}` can't be read: {why}"
        raise _refused(message, file, command, "name a file with the first paragraphs") from error


def _put(book: Book, target: Target, command: Source, checking: bool) -> bool:
    """Writes a form of the book, or says whether the file that has it is stale."""
    format, file = target
    text = markdown.render(book) if format == "markdown" else page.render(book)
    if file is None:
        show(text)
        return False
    if not checking:
        _make_folder(file, command)
        save(text, file, command)
        show(f"written  {inert(file)}\n")
        return False
    stale = _content(file) != text.encode("utf-8", "backslashreplace")
    show(f"{'stale' if stale else 'fresh'}    {inert(file)}\n")
    if stale:
        show("the same command without `--check` writes it anew\n")
    return stale


def _make_folder(file: str, command: Source) -> None:
    folder = os.path.dirname(file)
    try:
        os.makedirs(folder or ".", exist_ok=True)
    except OSError as error:
        message = f"`{folder}` can't be made: {(error.strerror or 'unknown error').lower()}"
        raise _refused(message, folder, command, "name a folder that can be written") from error


def _content(file: str) -> bytes | None:
    try:
        with open(file, "rb") as content:
            return content.read()
    except OSError:
        return None
