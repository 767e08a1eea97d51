"""Comma-separated values, RFC 4180, and what Excel and others write under that name.

A cell that a spreadsheet would take for a formula is written behind an apostrophe, and read
without it: `=1+1` as `'=1+1`, and what begins so already, `'=1+1`, as `''=1+1`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from forum.formats.reading import NotASchedule, Note, check_no_archive, check_size
from forum.formats.rows import MAX_CELL, Cell, Gathering, Sheet, Table, Workbook
from multilingual.characters import writable

DELIMITERS = (",", ";", "\t", "|")

_LOOKED_AT = 30

# OWASP, "CSV Injection"; the wide forms of these letters are formulas to East Asian spreadsheets.
_FORMULA = re.compile(r"\s*['=+\-@＝＋－＠]|[\t\r\n]")
_SEPARATOR_LINE = re.compile(r'\A"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)


def guarded(words: str) -> str:
    """Return words that no spreadsheet takes for a formula."""
    return f"'{words}" if _FORMULA.match(words) else words


def unguarded(words: str) -> str:
    """Return what `guarded` was given."""
    return words[1:] if words.startswith("'") and _FORMULA.match(words, 1) else words


# Reading


def read(data: bytes, *, file: str = "", name: str = "") -> Workbook:
    """Return the one sheet of a file. Encoding and delimiter are found out.

    Records are counted as rows, however many lines their cells have.

    Raises:
        NotASchedule: if it is no table of text, or too large.
    """
    check_size(data, file=file)
    words, encoding = _decoded(data, file)
    guesses = []
    if encoding:
        message = "the file is not UTF-8, another encoding is taken"
        guesses.append(Note("", message, encoding))
    if "\0" in words:
        guesses.append(Note("", "NUL characters were left out", f"{words.count(chr(0))} times"))
        words = words.replace("\0", "")
    stated = _SEPARATOR_LINE.match(words)
    if stated:
        # A line that Excel reads, and shows nowhere.
        words = words[stated.end() :]
        delimiter = stated[1]
    else:
        delimiter = _delimiter(words)
    gathering = Gathering(file)
    for number, record in _records(words, delimiter, file):
        gathering.add(number, [unguarded(cell) or None for cell in record], name)
    return Workbook((Sheet(gathering.taken(), name),), tuple(guesses))


def _decoded(data: bytes, file: str) -> tuple[str, str]:
    """Return the words, and the name of the encoding where it had to be guessed."""
    if not data.strip():
        raise NotASchedule("the file is empty.", file=file)
    check_no_archive(data, "a table as text", file=file)
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"),
                           (b"\xfe\xff", "utf-16-be")):  # fmt: skip
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ""
            except UnicodeDecodeError as error:
                raise NotASchedule(
                    f"damaged: it begins as {encoding}, and byte {error.start + len(mark)} is "
                    "not of it.",
                    file=file,
                ) from error
    wide = _wide(data)
    try:
        return data.decode(wide or "utf-8"), wide
    except UnicodeDecodeError as error:
        halfway = data.decode("utf-8", "replace")
        wrong = halfway.count("\ufffd")
        if sum(not letter.isascii() for letter in halfway) > 10 * wrong:
            line = data.count(b"\n", 0, error.start) + 1
            raise NotASchedule(
                f"damaged: byte 0x{data[error.start]:02x} is not UTF-8, as all the rest is.",
                file=file,
                line=line,
            ) from error
    return _of_one_byte(data, file)


def _wide(data: bytes) -> str:
    """Return the name of UTF-16 if the bytes are of it without a mark, else nothing.

    Line ends are narrow whatever the script of the words, and no text has NUL characters.
    """
    for encoding, line_end in (("utf-16-le", b"\n\0"), ("utf-16-be", b"\0\n")):
        if line_end in data and len(data) % 2 == 0:
            try:
                words = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\n" in words and "\0" not in words:
                return encoding
    return ""


_ONE_BYTE = ("cp1251", "cp1252", "koi8-r", "cp866")
_WORD = re.compile(r"[^\W\d_]+")


def _of_one_byte(data: bytes, file: str) -> tuple[str, str]:
    """Return the words in the encoding in which most of them look like words."""
    best, found = -1, ("", "")
    for encoding in _ONE_BYTE:
        try:
            words = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        likeness = _likeness(words[:200_000])
        if likeness > best:
            best, found = likeness, (words, encoding)
    if best < 0:
        raise NotASchedule(
            "its encoding cannot be told. Save it as “CSV UTF-8”.",
            file=file,
        )
    return found


def _likeness(words: str) -> int:
    """Return how many letters beyond ASCII stand in sound words, less those in unsound ones.

    A sound word is of one script and written small, in capitals, or with one capital at its
    beginning; and of a Latin one most letters are plain.
    """
    likeness = 0
    for word in _WORD.findall(words):
        foreign = [letter for letter in word if not letter.isascii()]
        if not foreign:
            continue
        cyrillic = sum("Ѐ" <= letter <= "ӿ" for letter in foreign)
        has_case = word.islower() or word.isupper() or word[1:].islower()
        if cyrillic:
            is_sound = cyrillic == len(word) and has_case
        else:
            is_sound = has_case and len(foreign) * 2 <= len(word)
        likeness += len(foreign) if is_sound else -len(foreign)
    return likeness


def _delimiter(words: str) -> str:
    """Return what divides the first rows into cells: most of them into as many as the first row.

    Where a title without any delimiter stands first, most of them into an equal count.
    """

    def likeness(delimiter: str) -> tuple[int, int]:
        records = islice(filter(any, _parsed(words, delimiter)), _LOOKED_AT)
        widths = [len(record) for record in records] or [1]
        counted = Counter(widths)
        return (
            counted[widths[0]] * (widths[0] - 1),
            max(count * (width - 1) for width, count in counted.items()),
        )

    return max(DELIMITERS, key=likeness)


def _parsed(words: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)
    except csv.Error:
        # With another delimiter it may be sound.
        return


def _records(words: str, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    number = 1
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise NotASchedule(
                f"a cell that cannot be read ({error}), or one of more than {MAX_CELL} "
                "characters; look for a quotation mark that is not closed.",
                file=file,
                place=f"row {number}",
            ) from error
        yield number, record
        number += 1


# Writing


def write(table: Table) -> bytes:
    """Return a table as a file that Excel opens as it is meant: with a byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(guarded(writable(column.heading)) for column in table.columns)
    writer.writerows([guarded(_words(cell)) for cell in row] for row in table.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _words(cell: Cell) -> str:
    """Return a cell as words; dates and times in ISO 8601."""
    # Most cells are words already.
    if isinstance(cell, str):
        return writable(cell)
    match cell:
        case None:
            return ""
        case dt.datetime():
            return cell.isoformat(" ", "minutes")
        case dt.time():
            return cell.isoformat("seconds" if cell.second else "minutes")
        case dt.date():
            return cell.isoformat()
    return str(cell)
