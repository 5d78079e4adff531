"""What parts of texts are taken, as patterns whose first group is the part. Java and Python read them the same."""

from collections.abc import Mapping

from faultbook.events.definition import Take

_END = r"(?![\s\S])"
"""The end of the text. `$` also stands before a last line terminator, and Java knows more of these than Python."""

TAKE_PATTERNS: Mapping[Take, str] = {
    Take.LAST_SEGMENT: rf"([^/]+)/*{_END}",
    Take.AFTER_DASH: rf"^[\s\S]* - ([\s\S]*){_END}",
    Take.BEFORE_DASH: rf"^([\s\S]*) - [\s\S]*{_END}",
    Take.LAST_WORD: rf"([^ ]+){_END}",
    Take.CODE_IN_TEXT: r"ErrorCode=([A-Za-z0-9_]+)",
    Take.TYPE_IN_TEXT: r"'Type=([A-Za-z0-9_.]+)",
    Take.MESSAGE_IN_TEXT: rf"(?:^|[,'])Message=([\s\S]*?)(?:,Source=|,'Type=|'{_END}|{_END})",
    Take.EXCEPTION_IN_TEXT: (
        rf"^(?:[\s\S]*\n)?([A-Za-z_][A-Za-z0-9_.$]{{0,200}}(?:Error|Exception|Interrupt|Failure))(?::|\n|{_END})"
    ),
}
"""Take -> pattern; `Take.ALL` takes the whole text and has none. Where a pattern finds nothing there is no text."""
