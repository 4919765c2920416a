"""Stands in for the `typst` program, 0.15, with the options that are used of it; the Python package does its work."""

import argparse
import json
import os
import sys


def main() -> None:
    if sys.argv[1:] == ["--version"]:
        print("typst 0.15.1 (0123abcd)")
        return
    import typst

    assert not [name for name in os.environ if name.startswith("TYPST_")]
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    evaluate, write = (commands.add_parser(name) for name in ("eval", "compile"))
    for command in (evaluate, write):
        command.add_argument("--ignore-system-fonts", action="store_true", required=True)
        command.add_argument("--diagnostic-format", choices=["human", "short"])
    evaluate.add_argument("expression")
    evaluate.add_argument("--in", choices=["-"], required=True)
    write.add_argument("input", choices=["-"])
    write.add_argument("output", choices=["-"])
    write.add_argument("--format", choices=["pdf", "png"], required=True)
    write.add_argument("--pdf-standard")
    write.add_argument("--ppi", type=float)
    asked = parser.parse_args()
    source = {"main.typ": sys.stdin.buffer.read()}
    compiler = typst.Compiler(source, font_paths=typst.Fonts(include_system_fonts=False))
    try:
        if asked.command == "eval":
            label = asked.expression.removeprefix("query(").removesuffix(").first().value")
            print(json.dumps(json.loads(compiler.query(label, field="value", one=True))))
        else:
            how = {"pdf_standards": asked.pdf_standard.split(",")} if asked.pdf_standard else {}
            sys.stdout.buffer.write(compiler.compile(source, format=asked.format, ppi=asked.ppi, **how))
    except typst.TypstError as error:
        sys.exit(f"<stdin>:1:1: error: {error}")


main()
