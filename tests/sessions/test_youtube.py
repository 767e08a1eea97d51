from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.youtube import (
    NotAVideoLink,
    Video,
    canonical,
    embed_url,
    is_video_id,
    moment,
    read_link,
    watch_url,
)

ID = "aqz-KE-bpKQ"
OTHER_ID = "_0123456789"
LIST = "PLabcdefghijklmnopqrstuvwxyz012345"
CHANNEL = "UCabcdefghijklmnopqrst_-"


@pytest.mark.parametrize(
    "link",
    [
        ID,
        f"https://www.youtube.com/watch?v={ID}",
        f"http://www.youtube.com/watch?v={ID}",
        f"www.youtube.com/watch?v={ID}",
        f"youtube.com/watch?v={ID}",
        f"//www.youtube.com/embed/{ID}",
        f"HTTPS://WWW.YouTube.COM/watch?v={ID}",
        f"https://m.youtube.com/watch?v={ID}",
        f"https://music.youtube.com/watch?v={ID}&list=RDAMVM{ID}",
        f"https://gaming.youtube.com/watch?v={ID}",
        f"https://studio.youtube.com/video/{ID}/livestreaming",
        f"https://www.youtube-nocookie.com/embed/{ID}?rel=0",
        f"https://youtu.be/{ID}",
        f"youtu.be/{ID}",
        f"https://www.youtu.be/{ID}/",
        f"YOUTU.BE/{ID}",
        f"https://youtu.be/{ID}?si=abcdefgh01234567",
        f"https://youtu.be/{ID}&feature=share",
        f"https://youtu.be/watch?v={ID}",
        f"https://www.youtube.com/live/{ID}",
        f"https://youtube.com/live/{ID}?feature=share",
        f"https://www.youtube.com/embed/{ID}",
        f"https://www.youtube.com/embed/{ID}?list={LIST}",
        f"https://www.youtube.com/shorts/{ID}",
        f"https://www.youtube.com/v/{ID}",
        f"https://www.youtube.com/v/{ID}&hl=en_US&fs=1&",
        f"https://www.youtube.com/e/{ID}",
        f"https://www.youtube.com/watch/{ID}",
        f"https://www.youtube.com/watch_popup?v={ID}",
        f"https://www.youtube.com/?v={ID}",
        f"https://www.youtube.com//watch?v={ID}",
        f"https://www.youtube.com/watch?v={ID}&list={LIST}&index=3",
        f"https://www.youtube.com/playlist?v={ID}&list={LIST}",
        f"https://www.youtube.com/watch?list={LIST}&v={ID}",
        f"https://www.youtube.com/watch?app=desktop&v={ID}&pp=ygUE&ab_channel=Forum",
        f"https://www.youtube.com/watch?v={ID}&v={OTHER_ID}",
        f"https://www.youtube.com/watch#v={ID}",
        f"https://www.youtube.com/watch#!v={ID}",
        f"https://www.youtube.com/watch?v={ID}#",
        f"https://www.youtube.com/attribution_link?a=abc&u=%2Fwatch%3Fv%3D{ID}%26feature%3Dshare",
        f"https://www.youtube.com/attribution_link?u=/watch?v={ID}&feature=share",
        f"https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D{ID}%26feature%3Dshare",
        f"https%3A%2F%2Fyoutu.be%2F{ID}",
        f"https://www.youtube.com/watch%3Fv%3D{ID}",
        f"https://www.youtube.com/watch?v=aqz%2DKE%2DbpKQ&list={LIST}",
        "https://youtu.be/aqz%2DKE-bpKQ",
        f"  https://youtu.be/{ID} \r\n",
        f"<https://youtu.be/{ID}>",
        f"(https://youtu.be/{ID}).",
        f"«https://youtu.be/{ID}»,",
        f"https://www.youtube.com/watch?v={ID}?",
        f"{ID}.",
        f"https://youtu.be/{ID}?pp=".ljust(2000, "x"),
    ],
)
def test_every_form_of_link_is_the_same_video(link):
    assert read_link(link) == Video(ID)


@pytest.mark.parametrize(
    ("link", "seconds"),
    [
        (f"https://youtu.be/{ID}?t=90", 90),
        (f"https://youtu.be/{ID}?t=90s", 90),
        (f"https://youtu.be/{ID}?t=1m30s", 90),
        (f"https://youtu.be/{ID}?t=1m30", 90),
        (f"https://youtu.be/{ID}?t=1h2m3s", 3723),
        (f"https://youtu.be/{ID}?t=1H2M3S", 3723),
        (f"https://youtu.be/{ID}?t=1h", 3600),
        (f"https://youtu.be/{ID}?t=2h5s", 7205),
        (f"https://youtu.be/{ID}?t=10h05m08s", 36308),
        (f"https://youtu.be/{ID}?t=08", 8),
        (f"https://youtu.be/{ID}?t=90m", 5400),
        (f"https://youtu.be/{ID}#t=1h2m3s", 3723),
        (f"https://youtu.be/{ID}&t=90", 90),
        (f"https://youtu.be/{ID}?si=76543210hgfedcba&amp;amp;t=180", 180),
        (f"https://www.youtube.com/watch?v={ID}&t=90s", 90),
        (f"https://www.youtube.com/watch?v={ID}&amp;t=90s", 90),
        (f"https://www.youtube.com/watch?v={ID}?t=90", 90),
        (f"https://www.youtube.com/watch?t=90&v={ID}", 90),
        (f"https://www.youtube.com/watch?v={ID}#t=90", 90),
        (f"https://www.youtube.com/watch?v={ID}&time_continue=90", 90),
        (f"https://www.youtube.com/embed/{ID}?start=90&end=120", 90),
        (f"https://www.youtube.com/live/{ID}?t=90", 90),
        (f"https://www.youtube.com/attribution_link?u=%2Fwatch%3Fv%3D{ID}%26t%3D90", 90),
        (f"https://youtu.be/{ID}?t=7&start=8&t=9", 7),
        (f"https://youtu.be/{ID}?t=&start=8", 8),
        (f"https://youtu.be/{ID}?t=later&start=8", 8),
        (f"https://youtu.be/{ID}?t=604800", 604800),
        # Absurd or unreadable starts are dropped, the video stays.
        (f"https://youtu.be/{ID}?t=604801", 0),
        (f"https://youtu.be/{ID}?t=169h", 0),
        (f"https://youtu.be/{ID}?t=99999999999999999999", 0),
        (f"https://youtu.be/{ID}?t=-90", 0),
        (f"https://youtu.be/{ID}?t=1:30", 0),
        (f"https://youtu.be/{ID}?t=s", 0),
        (f"https://youtu.be/{ID}?t=٩", 0),
        (f"https://youtu.be/{ID}?t=0", 0),
    ],
)
def test_a_link_begins_at_its_second(link, seconds):
    assert read_link(link) == Video(ID, seconds)


@pytest.mark.parametrize(
    "link",
    [
        f"https://www.youtube.com/playlist?list={LIST}",
        f"https://www.youtube.com/playlist?list={LIST}&si=abcdefgh01234567&t=90",
        f"https://music.youtube.com/playlist?list={LIST}",
        f"https://www.youtube.com/watch?list={LIST}",
        f"https://www.youtube.com/watch?v=&list={LIST}",
        f"https://www.youtube-nocookie.com/embed/videoseries?list={LIST}",
        f"https://www.youtube.com/embed?listType=playlist&list={LIST}",
    ],
)
def test_a_playlist_without_a_video_is_a_playlist(link):
    assert read_link(link) == Video(playlist_id=LIST)


@pytest.mark.parametrize(
    ("link", "channel"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}/live", CHANNEL),
        (f"https://www.youtube.com/embed/live_stream?channel={CHANNEL}&autoplay=1", CHANNEL),
        ("https://www.youtube.com/@Forum.Moscow/live", "@Forum.Moscow"),
        ("https://m.youtube.com/@Forum_Moscow/live/?si=x&t=90", "@Forum_Moscow"),
        ("https://www.youtube.com/@%D0%A4%D0%BE%D1%80%D1%83%D0%BC/live", "@Форум"),
        ("youtube.com/@Форум/live", "@Форум"),
        ("https://www.youtube.com/c/Forum-Moscow/live", "c/Forum-Moscow"),
        ("https://www.youtube.com/user/forum/live", "user/forum"),
    ],
)
def test_a_channels_live_page_is_its_channel(link, channel):
    assert read_link(link) == Video(channel=channel)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "no video yet",
        "https://vimeo.com/76979871",
        "https://rutube.ru/video/0123456789abcdef0123456789abcdef/",
        f"https://youtube.com.evil.example/watch?v={ID}",
        f"https://notyoutube.com/watch?v={ID}",
        f"https://evil.example/?u=https://www.youtube.com/watch?v={ID}",
        f"evil.example/?u=https://youtu.be/{ID}",
        f"https://youtube.com@evil.example/watch?v={ID}",
        f"https://user:word@www.youtube.com/watch?v={ID}",
        f"https://www.youtube.com:443/watch?v={ID}",
        f"https://youtube.com\\@evil.example/watch?v={ID}",
        f"https:/\\youtu.be/{ID}",
        f"https://youtu.be%2F{ID}%40evil.example",
        f"https://ｙoutube.com/watch?v={ID}",
        f"https://youtube。com/watch?v={ID}",
        f"https://[youtu.be/{ID}",
        f"ftp://youtu.be/{ID}",
        f"javascript:alert('https://youtu.be/{ID}')",
        f"javascript://www.youtube.com/watch?v={ID}",
        f"mailto:{ID}@youtube.com",
        f'<iframe src="https://www.youtube.com/embed/{ID}"></iframe>',
        f"see https://youtu.be/{ID}",
        f"https://www.youtube.com/watch?v={ID}&feature=share or so",
        f"https://www.youtube.com/watch?v={ID}&feature=\\share",
        f"https://youtu.be/{ID} https://youtu.be/{OTHER_ID}",
        f"https://you\ttu.be/{ID}",
        f"https://youtu.be/\n{ID}",
        f"https://youtu.be/{ID}\u200b",
        f"https://youtu.be/{ID}\x00",
        f"https://youtu.be/{ID[:10]}",
        f"https://youtu.be/{ID}x",
        "https://youtu.be/aqz+KE+bpKQ",
        "https://youtu.be/аqz-KE-bpKQ",
        "https://youtu.be/aqz-KE-bpK%0A",
        f"https://www.youtube.com/watch?v={ID[:10]}&list={LIST}",
        "https://www.youtube.com/watch",
        f"https://www.youtube.com/Watch?v={ID}",
        "https://www.youtube.com/",
        "https://youtu.be/",
        "youtube.com",
        "https://www.youtube.com/live/",
        "videoseries",
        "live_stream",
        "https://www.youtube.com/embed/videoseries",
        "https://www.youtube.com/embed/live_stream",
        "https://youtu.be/live_stream",
        f"https://www.youtube.com/{ID}",
        f"https://www.youtube.com/video/{ID}/edit",
        f"https://www.youtube.com/shorts/{ID}/more",
        f"https://www.youtube.com/channel/{CHANNEL}",
        "https://www.youtube.com/channel/UCshort/live",
        "https://www.youtube.com/@Forum.Moscow",
        "https://www.youtube.com/@Forum.Moscow/streams",
        "https://www.youtube.com/@/live",
        "https://www.youtube.com/@a%2F..%2F..%2Flogout/live",
        "https://www.youtube.com/@a%0Ab/live",
        "https://www.youtube.com/@a%E2%80%AEb/live?x",
        "https://www.youtube.com/c/../live",
        "https://www.youtube.com/user/forum",
        "https://www.youtube.com/feed/live",
        "https://www.youtube.com/playlist?list=WL",
        "https://www.youtube.com/playlist?list=PL<script>alert(1)</script>",
        "https://www.youtube.com/results?search_query=forum",
        f"https://www.youtube.com/redirect?q=https://youtu.be/{ID}",
        f"https://www.youtube.com/attribution_link?u=https://evil.example/watch?v={ID}",
        "https://www.youtube.com/attribution_link?a=abc",
        f"https://youtu.be/{ID}?pp=".ljust(2001, "x"),
        "&amp;" * 200_000,
    ],
)
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(NotAVideoLink) as refusal:
        read_link(text)

    shown = text if len(text) <= 200 else f"{text[:200]}…"
    assert str(refusal.value) == (
        f"No YouTube video in {shown!r}. Expected a link such as https://youtu.be/aqz-KE-bpKQ."
    )


ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
NAMES = st.from_regex(r"(?!\.)[A-Za-z0-9_.\-а-яё中é]{1,30}", fullmatch=True)
VIDEOS = st.one_of(
    st.builds(
        Video,
        st.text(ID_LETTERS, min_size=11, max_size=11).filter(is_video_id),
        st.integers(0, 7 * 24 * 60 * 60),
    ),
    st.builds(Video, playlist_id=st.text(ID_LETTERS, min_size=12, max_size=64)),
    st.builds(
        Video,
        channel=st.one_of(
            st.text(ID_LETTERS, min_size=22, max_size=22).map("UC{}".format),
            st.builds("{}{}".format, st.sampled_from(["@", "c/", "user/"]), NAMES),
        ),
    ),
)


@given(VIDEOS)
def test_what_is_stored_and_what_is_opened_are_read_as_the_same_video(video):
    again = [read_link(canonical(video)), read_link(watch_url(video))]

    assert again == [video, video]


@given(VIDEOS)
def test_a_player_is_read_as_the_video_it_plays(video):
    player = embed_url(video, autoplay=True, language="ru")

    assert player is None or read_link(player) == video
    assert (player is None) == video.channel.startswith(("@", "c/", "user/"))


@given(st.text(max_size=60) | st.text("/?&=#%@:.vt2f\\", max_size=30).map("youtube.com/".__add__))
def test_any_text_is_a_video_or_refused(text):
    try:
        video = read_link(text)
    except NotAVideoLink:
        return

    assert read_link(canonical(video)) == video


@pytest.mark.parametrize(
    ("video", "expected"),
    [
        (Video(ID), ID),
        (Video(ID, 90), f"https://youtu.be/{ID}?t=90"),
        (Video(playlist_id=LIST), f"https://www.youtube.com/playlist?list={LIST}"),
        (Video(channel=CHANNEL), f"https://www.youtube.com/channel/{CHANNEL}/live"),
        (Video(channel="@forum"), "https://www.youtube.com/@forum/live"),
        (Video(channel="c/Фо"), "https://www.youtube.com/c/%D0%A4%D0%BE/live"),
    ],
)
def test_the_stored_form_is_short_and_ascii(video, expected):
    assert canonical(video) == expected


@pytest.mark.parametrize(
    ("video", "at_seconds", "expected"),
    [
        (Video(ID), None, f"https://www.youtube.com/watch?v={ID}"),
        (Video(ID, 90), None, f"https://www.youtube.com/watch?v={ID}&t=90s"),
        (Video(ID, 90), 5400, f"https://www.youtube.com/watch?v={ID}&t=5400s"),
        (Video(ID, 90), 0, f"https://www.youtube.com/watch?v={ID}"),
        (Video(ID, 90), 1, f"https://www.youtube.com/watch?v={ID}&t=1s"),
        (Video(playlist_id=LIST), 90, f"https://www.youtube.com/playlist?list={LIST}"),
        (Video(channel="@forum"), 90, "https://www.youtube.com/@forum/live"),
    ],
)
def test_a_watch_link_jumps_to_the_given_moment(video, at_seconds, expected):
    assert watch_url(video, at_seconds) == expected


@pytest.mark.parametrize(
    ("video", "options", "expected"),
    [
        (Video(ID), {}, f"https://www.youtube-nocookie.com/embed/{ID}"),
        (Video(ID, 90), {}, f"https://www.youtube-nocookie.com/embed/{ID}?start=90"),
        (
            Video(ID, 90),
            {"at_seconds": 7, "autoplay": True, "language": "ru"},
            f"https://www.youtube-nocookie.com/embed/{ID}?start=7&autoplay=1&hl=ru",
        ),
        (Video(ID, 90), {"at_seconds": 0}, f"https://www.youtube-nocookie.com/embed/{ID}"),
        (Video(ID), {"at_seconds": 1}, f"https://www.youtube-nocookie.com/embed/{ID}?start=1"),
        (
            Video(playlist_id=LIST),
            {"at_seconds": 7, "autoplay": True},
            f"https://www.youtube-nocookie.com/embed/videoseries?list={LIST}&autoplay=1",
        ),
        (
            Video(channel=CHANNEL),
            {"at_seconds": 7, "language": "en"},
            f"https://www.youtube-nocookie.com/embed/live_stream?channel={CHANNEL}&hl=en",
        ),
        (Video(channel="@forum"), {}, None),
        (Video(channel="c/forum"), {}, None),
    ],
)
def test_a_player_is_on_the_host_without_cookies(video, options, expected):
    assert embed_url(video, **options) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"video_id": ID, "playlist_id": LIST},
        {"video_id": ID, "channel": "@forum"},
        {"playlist_id": LIST, "channel": "@forum"},
        {"video_id": "short"},
        {"video_id": f"{ID}\n"},
        {"video_id": "videoseries"},
        {"video_id": ID, "start_seconds": -1},
        {"video_id": ID, "start_seconds": 604801},
        {"playlist_id": LIST, "start_seconds": 1},
        {"playlist_id": "PL&autoplay=1"},
        {"playlist_id": f"{LIST}\n"},
        {"channel": "forum"},
        {"channel": "@a/b"},
        {"channel": "@a b"},
        {"channel": "@a\u202eb"},
        {"channel": "c/.."},
        {"channel": f"@{'a' * 101}"},
    ],
)
def test_a_video_that_means_nothing_or_two_things_cannot_be_made(fields):
    with pytest.raises(ValueError, match=r"^Expected .*, got "):
        Video(**fields)


@pytest.mark.parametrize(
    ("session_starts_at", "expected"),
    [
        (datetime(2021, 5, 25, 10, 0, tzinfo=UTC), 0),
        (datetime(2021, 5, 25, 12, 15, 30, 999_999, tzinfo=UTC), 8130),
        (datetime(2021, 5, 25, 15, 15, tzinfo=timezone(timedelta(hours=3))), 8100),
        (datetime(2021, 5, 25, 9, 55, tzinfo=UTC), 0),
        (datetime(2021, 5, 26, 10, 0, tzinfo=UTC), 86400),
    ],
)
def test_a_session_begins_at_its_moment_of_the_stream(session_starts_at, expected):
    assert moment(session_starts_at, datetime(2021, 5, 25, 10, tzinfo=UTC)) == expected
