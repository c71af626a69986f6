"""Draw `docs/assets/first-minute.svg` from what `spectron demo` really prints."""

import asyncio
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from spectron.cli.demo import play, show_conversation

PICTURE = Path(__file__).parents[1] / "docs" / "assets" / "first-minute.svg"
WIDTH = 88
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
THEME = TerminalTheme(
    background=(22, 24, 33),
    foreground=(214, 219, 232),
    normal=[
        (40, 44, 58),
        (240, 113, 120),
        (138, 211, 120),
        (242, 200, 100),
        (122, 170, 250),
        (214, 142, 240),
        (110, 212, 220),
        (214, 219, 232),
    ],
)
FRAME = """\
<svg class="spectron" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>What each sentence of a short conversation teaches the memory</title>
<style>
.{unique_id}-matrix {{ font-family: %s; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: %s; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
""" % (FONTS, FONTS)  # noqa: UP031 - the braces are the library's own


def main() -> None:
    """Play, record, write."""
    shown = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False, markup=False)
    with TemporaryDirectory() as folder:
        show_conversation(shown, asyncio.run(play(Path(folder, "demo.db"))))
    picture = shown.export_svg(title="spectron demo", theme=THEME, code_format=FRAME, unique_id="spectron")
    PICTURE.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
