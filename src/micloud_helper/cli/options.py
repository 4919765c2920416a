"""The options of the command line, each written once; their help is a key of `data/messages/cli.yaml`."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

__all__ = [
    "Answers",
    "Ascii",
    "CheckFormat",
    "DrawingFormat",
    "Force",
    "FormatName",
    "GuideFile",
    "Jobs",
    "Lang",
    "NameBy",
    "OpenIt",
    "Output",
    "OutputDir",
    "PaperName",
    "Plain",
    "PrintIt",
    "Save",
    "ShareSafe",
    "TableFormat",
    "Today",
    "Width",
]  # fmt: skip

Answers: TypeAlias = Annotated[str | None, typer.Option("--answers", help="cli.option.answers", metavar="FILE|-")]
CheckFormat: TypeAlias = Annotated[str, typer.Option("--format", help="cli.option.check_format", metavar="FORM")]
TableFormat: TypeAlias = Annotated[str, typer.Option("--format", help="cli.option.table_format", metavar="FORM")]
DrawingFormat: TypeAlias = Annotated[str, typer.Option("--format", help="cli.option.drawing_format", metavar="FORM")]
FormatName: TypeAlias = Annotated[str | None, typer.Option("--format", help="cli.option.format", metavar="FORMAT")]
Output: TypeAlias = Annotated[str | None, typer.Option("--output", "-o", help="cli.option.output", metavar="FILE|-")]
OutputDir: TypeAlias = Annotated[str | None, typer.Option("--output-dir", help="cli.option.output_dir", metavar="DIR")]
NameBy: TypeAlias = Annotated[str | None, typer.Option("--name-by", help="cli.option.name_by", metavar="HOW")]
Jobs: TypeAlias = Annotated[
    int | None, typer.Option("--jobs", help="cli.option.jobs", metavar="1-1024", min=1, max=1024)
]
Lang: TypeAlias = Annotated[str | None, typer.Option("--lang", help="cli.option.lang", metavar="id|en|both")]
Today: TypeAlias = Annotated[str | None, typer.Option("--today", help="cli.option.today", metavar="DATE")]
GuideFile: TypeAlias = Annotated[
    Path | None, typer.Option("--guide", help="cli.option.guide", metavar="FILE", readable=False)
]
Width: TypeAlias = Annotated[str | None, typer.Option("--width", help="cli.option.width", metavar="COLUMNS")]
Ascii: TypeAlias = Annotated[bool, typer.Option("--ascii", help="cli.option.ascii")]
PaperName: TypeAlias = Annotated[str, typer.Option("--paper", help="cli.option.paper", metavar="a4|letter")]
ShareSafe: TypeAlias = Annotated[bool, typer.Option("--share-safe", help="cli.option.share_safe")]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="cli.option.force")]
OpenIt: TypeAlias = Annotated[bool, typer.Option("--open", help="cli.option.open")]
PrintIt: TypeAlias = Annotated[bool, typer.Option("--print", help="cli.option.print")]
Plain: TypeAlias = Annotated[bool, typer.Option("--plain", help="cli.option.plain")]
Save: TypeAlias = Annotated[bool, typer.Option("--save", help="cli.option.save")]
