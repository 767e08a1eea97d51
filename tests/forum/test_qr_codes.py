"""forum/qr_codes.py: codes that are the same as segno's."""

from __future__ import annotations

import pytest
import segno

from forum import qr_codes
from forum.qr_codes import MASK

LETTERS = "webcal://forum.example/?s=3.17&%D0%B9~_-" * 60

LENGTHS = [*range(10, 260, 3), *range(260, 1200, 83), 2330, 2331]
"""Of all sizes up to the twelfth at all levels, of some larger ones, and of what just has room."""


def of_segno(address: str) -> list[str]:
    code = segno.make(address, error="m", micro=False, mask=MASK)
    return ["".join(map(str, row)) for row in code.matrix]


def test_a_code_of_any_size_is_segnos():
    addresses = [LETTERS[:length] for length in LENGTHS]

    assert [qr_codes.rows(address) for address in addresses] == list(map(of_segno, addresses))


@pytest.mark.parametrize(
    "address", ["1234567", "HTTPS://FORUM.EXAMPLE/2021", "https://форум.example/", "日本"]
)
def test_what_has_a_shorter_way_to_be_written_is_segnos_too(address):
    assert qr_codes.rows(address) == of_segno(address)


def test_what_no_code_has_room_for_is_refused():
    with pytest.raises(segno.DataOverflowError):
        qr_codes.rows(LETTERS[:2332])


def test_addresses_of_one_kind_of_page_need_segno_once(monkeypatch):
    qr_codes.rows("webcal://forum.example/en/2021/sessions/tidy-cities/schedule.ics")
    asked = []
    monkeypatch.setattr(qr_codes.encoder, "add_codewords", lambda *args: asked.append(args))

    qr_codes.rows("webcal://forum.example/en/2021/sessions/green-roofs/schedule.ics")

    assert asked == []
