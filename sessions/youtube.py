"""YouTube links: which video, playlist or channel one means, and the addresses made of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

WATCH_ORIGIN = "https://www.youtube.com"
EMBED_ORIGIN = "https://www.youtube-nocookie.com"

MAX_LINK_LENGTH = 2000
MAX_START_SECONDS = 7 * 24 * 60 * 60

_HOSTS = frozenset(
    {
        "youtube.com",
        "www.youtube.com",
        "m.youtube.com",
        "music.youtube.com",
        "gaming.youtube.com",
        "studio.youtube.com",
        "youtube-nocookie.com",
        "www.youtube-nocookie.com",
        "youtu.be",
        "www.youtu.be",
    }
)

_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")
# These have the form of a video id, but stand in its place in addresses of players.
_NOT_VIDEO_IDS = frozenset({"videoseries", "live_stream"})
# Twelve or more, so that the lists everybody has of their own (WL, LL) are refused.
_PLAYLIST_ID = re.compile(r"[A-Za-z0-9_-]{12,64}")
_CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
# Handles and names may be in any script. They never begin with a dot: `/c/../live` is `/live`.
_NAMED_CHANNEL = re.compile(r"(?:@|c/|user/)(?!\.)(?:[A-Za-z0-9_.-]|[^\x00-\x7f]){1,100}")

_START_KEYS = ("t", "start", "time_continue")
_START = re.compile(
    r"(?=[0-9])(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s?)?", re.IGNORECASE
)


class NotAVideoLink(ValueError):
    """A text from which no YouTube video, playlist or live channel can be told."""


@dataclass(frozen=True)
class Video:
    """What a YouTube link means. Exactly one of the three identities is given.

    A broadcast can have an address before it has a video: a playlist, or a channel's live page.
    `channel` is a channel id (`UC…`), a handle (`@…`), or an old name (`c/…`, `user/…`).
    `start_seconds` belongs to a video only.

    Raises:
        ValueError: if it is none of these.
    """

    video_id: str = ""
    start_seconds: int = 0
    playlist_id: str = ""
    channel: str = ""

    def __post_init__(self) -> None:
        if [self.video_id, self.playlist_id, self.channel].count("") != 2:
            raise ValueError(f"Expected a video id, a playlist id or a channel, got {self!r}.")
        if self.video_id and not is_video_id(self.video_id):
            raise ValueError(f"Expected the id of a video, got {self.video_id!r}.")
        if self.playlist_id and not _PLAYLIST_ID.fullmatch(self.playlist_id):
            raise ValueError(f"Expected the id of a playlist, got {self.playlist_id!r}.")
        if self.channel and not _is_channel(self.channel):
            raise ValueError(f"Expected UC…, @…, c/… or user/…, got {self.channel!r}.")
        if not 0 <= self.start_seconds <= (MAX_START_SECONDS if self.video_id else 0):
            raise ValueError(
                f"Expected a start from 0 to {MAX_START_SECONDS} seconds into a video, "
                f"got {self.start_seconds!r}."
            )


def read_link(text: str) -> Video:
    """Return what a link means, in any form in which YouTube or its users write it.

    A bare video id is read too. Around the link, space, brackets, quotes and the punctuation of a
    sentence are ignored; so are all parameters that name neither a video nor its start. A link
    with a video and a playlist means the video. A start that cannot be read, or lies more than
    seven days in, is dropped as YouTube does: the video is still the right one.

    Raises:
        NotAVideoLink: if it is anything else: another host, user info or a port before it, a
            channel's page that is not its live page, an id that cannot be one.
    """
    try:
        if len(text) > MAX_LINK_LENGTH:
            raise ValueError("too long")
        link = _unwrapped(text)
        return Video(link) if is_video_id(link) else _read_address(link)
    except ValueError as error:
        shown = text if len(text) <= 200 else f"{text[:200]}…"
        raise NotAVideoLink(
            f"No YouTube video in {shown!r}. Expected a link such as https://youtu.be/aqz-KE-bpKQ."
        ) from error


def video_in(text: str) -> Video | None:
    """Return what `read_link` finds, or None where it finds nothing."""
    try:
        return read_link(text)
    except NotAVideoLink:
        return None


def is_video_link(text: str) -> bool:
    """Say whether `read_link` finds a video, a playlist or a channel."""
    return video_in(text) is not None


def address_in(text: str) -> str:
    """Return where the video of a link is watched, or the words as they are."""
    video = video_in(text)
    return watch_url(video) if video else text


def canonical(video: Video) -> str:
    """Return the form in which a video is stored; `read_link` returns the same video from it.

    A video from its beginning is its id alone, everything else a link.
    """
    if not video.video_id:
        return watch_url(video)
    if not video.start_seconds:
        return video.video_id
    return f"https://youtu.be/{video.video_id}?t={video.start_seconds}"


def watch_url(video: Video, at_seconds: int | None = None) -> str:
    """Return the address on YouTube, to be opened or shared.

    Args:
        at_seconds: where to begin in a video instead of the link's own start.
    """
    if video.playlist_id:
        return f"{WATCH_ORIGIN}/playlist?list={video.playlist_id}"
    if _CHANNEL_ID.fullmatch(video.channel):
        return f"{WATCH_ORIGIN}/channel/{video.channel}/live"
    if video.channel:
        return f"{WATCH_ORIGIN}/{quote(video.channel, safe='@/')}/live"
    seconds = video.start_seconds if at_seconds is None else at_seconds
    return f"{WATCH_ORIGIN}/watch?v={video.video_id}" + (f"&t={seconds}s" if seconds > 0 else "")


def embed_url(
    video: Video, at_seconds: int | None = None, *, autoplay: bool = False, language: str = ""
) -> str | None:
    """Return the player's address on the host that sets no cookie before playing.

    None for a channel without a channel id, since YouTube has no player for a handle or name.

    Args:
        at_seconds: where to begin in a video instead of the link's own start.
        autoplay: whether to play at once, for a player loaded by a click.
        language: of the player's own words, such as "ru".

    Source: https://developers.google.com/youtube/player_parameters
    """
    parameters: dict[str, str | int] = {}
    if video.playlist_id:
        name = "videoseries"
        parameters["list"] = video.playlist_id
    elif _CHANNEL_ID.fullmatch(video.channel):
        name = "live_stream"
        parameters["channel"] = video.channel
    elif video.channel:
        return None
    else:
        name = video.video_id
        seconds = video.start_seconds if at_seconds is None else at_seconds
        if seconds > 0:
            parameters["start"] = seconds
    if autoplay:
        parameters["autoplay"] = 1
    if language:
        parameters["hl"] = language
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{EMBED_ORIGIN}/embed/{name}{query}"


def moment(session_starts_at: datetime, stream_starts_at: datetime) -> int:
    """Return the second of a stream's recording at which a session begins, at least 0.

    Args:
        session_starts_at: aware, the session's real start.
        stream_starts_at: aware, the stream's real start.
    """
    return max(0, int((session_starts_at - stream_starts_at).total_seconds()))


def is_video_id(text: str) -> bool:
    """Whether a text has the form of a video id; whether there is such a video nobody asks."""
    return bool(_VIDEO_ID.fullmatch(text)) and text not in _NOT_VIDEO_IDS


def _is_channel(text: str) -> bool:
    if _CHANNEL_ID.fullmatch(text):
        return True
    return bool(_NAMED_CHANNEL.fullmatch(text)) and text.isprintable()


def _unwrapped(text: str) -> str:
    """Return the link without what stands around it in a sentence or in HTML."""
    link = text.strip().lstrip("<([{\"'«“‘").rstrip(">)]}\"'»”’.,;:!?…").strip()
    # Schedules are often escaped twice, so that `&amp;` is left when the XML has been read.
    while "&amp;" in link:
        link = link.replace("&amp;", "&")
    return link


def _read_address(link: str) -> Video:
    """Read a link that stands alone. Raises ValueError, without a message for people."""
    if "?" not in link and re.search("%2f|%3f", link, re.IGNORECASE):
        # The whole link was percent-encoded as somebody's parameter.
        link = unquote(link)
    # urlsplit drops tabs and line ends silently, and browsers read a backslash as a slash.
    if not link.isprintable() or " " in link or "\\" in link:
        raise ValueError("space, backslash or control character")
    if link.startswith("//"):
        link = f"https:{link}"
    elif not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", link):
        link = f"https://{link}"
    if "?" not in link:
        # Old players and some people begin the parameters with an ampersand.
        link = link.replace("&", "?", 1)

    parts = urlsplit(link)
    # The whole authority is compared, so that user info and ports are refused with other hosts.
    if parts.scheme not in ("http", "https") or parts.netloc.lower() not in _HOSTS:
        raise ValueError("not YouTube")
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    return _read_path(parts.netloc.lower(), segments, parts.query, parts.fragment)


def _read_path(host: str, segments: list[str], query: str, fragment: str) -> Video:
    # A second question mark is a common slip for an ampersand, and `#t=90` is as old as `?t=90`.
    # The first of equal names counts, so the pairs are laid into the dict backwards.
    pairs = parse_qsl(query.replace("?", "&")) + parse_qsl(fragment.lstrip("!"))
    parameters = dict(reversed(pairs))
    start_seconds = next(
        filter(None, (_read_start(parameters.get(key, "")) for key in _START_KEYS)), 0
    )

    match segments:
        case ["attribution_link"]:
            inner = dict(parse_qsl(query)).get("u", "")
            path, _, inner_query = inner.partition("?")
            if path != "/watch":
                raise ValueError("attribution of something else")
            return _read_path(host, ["watch"], inner_query, "")
        case [] | ["watch" | "watch_popup" | "playlist"] if "v" in parameters:
            return Video(parameters["v"], start_seconds)
        case ["watch" | "playlist" | "embed"] | ["embed", "videoseries"]:
            return Video(playlist_id=parameters.get("list", ""))
        case ["embed", "live_stream"]:
            return Video(channel=parameters.get("channel", ""))
        case ["channel", channel_id, "live"] if _CHANNEL_ID.fullmatch(channel_id):
            return Video(channel=channel_id)
        case ["c" | "user" as old, name, "live"]:
            return Video(channel=f"{old}/{name}")
        case [handle, "live"] if handle.startswith("@"):
            return Video(channel=handle)
        case ["watch" | "live" | "embed" | "shorts" | "v" | "e", video_id]:
            return Video(video_id, start_seconds)
        case ["video", video_id, *_] if host == "studio.youtube.com":
            return Video(video_id, start_seconds)
        case [video_id] if host.endswith("youtu.be"):
            return Video(video_id, start_seconds)
    raise ValueError("no address of a video")


def _read_start(text: str) -> int:
    """Return the seconds of `90`, `90s`, `1m30s` or `1h2m3s`; 0 if unreadable or too many."""
    match = _START.fullmatch(text)
    if not match:
        return 0
    hours, minutes, seconds = (int(number or 0) for number in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return total if total <= MAX_START_SECONDS else 0
