"""The typst command, as far as the tests need it, by the library of the package `typst`."""

import datetime
import sys

import typst


def compile_(arguments):
    options = {}
    paths = []
    while arguments:
        argument = arguments.pop(0)
        if argument.startswith("--"):
            options[argument] = arguments.pop(0)
        else:
            paths.append(argument)
    seconds = int(options.get("--creation-timestamp", "0"))
    try:
        _, warnings = typst.compile_with_warnings(
            paths[0],
            output=paths[1],
            root=options.get("--root"),
            timestamp=datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc),
            **({"format": options["--format"], "ppi": 70.0} if "--format" in options else {}),
        )
    except typst.TypstError as error:
        print(f"edition.typ: error: {error.message}", error.trace, file=sys.stderr)
        return 1
    for warning in warnings:
        print(f"edition.typ: warning: {warning.message}", file=sys.stderr)
    return 0


def main():
    command, *arguments = sys.argv[1:]
    if command == "fonts":
        print("\n".join(typst.Fonts().families()))
        return 0
    if command == "compile":
        return compile_(arguments)
    print(f"error: there is no command {command} here", file=sys.stderr)
    return 2


sys.exit(main())
