"""What comes from outside is bounded: slow, oversized, strange, or too often at the admin."""

from __future__ import annotations

import re
import resource
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.serving.conftest import Forum
from tests.serving.load import Load
from tests.serving.servers import ADMIN, AS_PROXY, PROGRAMS, ROOT, Proxy, ask, free_port

pytestmark = pytest.mark.serving

PAGE = "/en/2021/programme/"
SLOW = 2000


def as_form(**fields: str) -> bytes:
    return "&".join(f"{name}={value}" for name, value in fields.items()).encode()


def test_two_thousand_slow_visitors_keep_nobody_waiting(forum: Forum, nobody_noticed):
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.socket()) for _ in range(SLOW)]
        for number, visitor in enumerate(slow):
            visitor.connect(("127.0.0.1", forum.port))
            # Half of them never end their headers, the others never send their upload.
            if number % 2:
                visitor.sendall(b"GET /en/ HTTP/1.1\r\nHost: forum.example\r\nX-")
            else:
                visitor.sendall(
                    b"POST /admin/login/ HTTP/1.1\r\nHost: forum.example\r\n"
                    b"Content-Length: 10000\r\n\r\na"
                )
        with Load(forum.port, [PAGE, "/ru/2021/programme/", "/en/2021/news/"]) as load:
            time.sleep(4)
        # And in the end they are sent away.
        slow[-1].settimeout(30)
        with pytest.raises(ConnectionResetError):
            slow[-1].recv(100)

    nobody_noticed(f"{SLOW} slow visitors, others meanwhile", load, most_again=None)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (f"/en/{'a' * 5000}/", {}, 404),
        (f"/en/{'a' * 20_000}/", {}, 414),
        (f"/en/2021/programme/?q={'a' * 7000}", {}, 200),
        (PAGE, {"X-Long": "a" * 20_000}, 400),
        (PAGE, {f"X-Header-{number}": "a" * 400 for number in range(90)}, 400),
        (PAGE, {f"X-{number}": "a" for number in range(150)}, 431),
        ("/en/%00/", {}, 400),
        ("/en/%ff%fe/", {}, 404),
        (PAGE, {"Host": "elsewhere.example"}, 421),
        (PAGE, {"Host": "WWW.forum.example:443"}, 200),
        (PAGE, {"Host": "forum.example, elsewhere.example"}, 400),
    ],
)
def test_what_is_oversized_or_strange_is_refused_and_breaks_nothing(
    forum: Forum, path: str, headers: dict[str, str], status: int
):
    assert ask(forum.port, path, headers).status == status
    assert ask(forum.port, PAGE).status == 200


def test_bytes_that_are_no_request_are_refused(forum: Forum):
    with socket.create_connection(("127.0.0.1", forum.port)) as visitor:
        visitor.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n")

        assert visitor.recv(1000).startswith(b"HTTP/1.1 400 ")


def test_nothing_is_written_in_public_and_no_body_is_waited_for(forum: Forum):
    small = ask(forum.port, PAGE, method="POST", body=b"a=b")
    large = ask(forum.port, PAGE, method="POST", body=b"a" * 5000)

    assert (small.status, small.headers["Allow"]) == (405, "GET, HEAD")
    assert large.status == 413


def test_metrics_are_for_those_inside(forum: Forum):
    assert ask(forum.port, "/metrics").status == 403


def logged_in(forum: Forum) -> dict[str, str]:
    """Log in as a browser would; return the cookies to send."""
    form = ask(forum.port, "/admin/login/")
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.body.decode())
    csrf = form.headers["Set-Cookie"].partition(";")[0]
    answer = ask(
        forum.port,
        "/admin/login/",
        {
            "Cookie": csrf,
            "Origin": "https://forum.example",
            "Referer": "https://forum.example/admin/login/",
            "Content-Type": "application/x-www-form-urlencoded",
        },
        method="POST",
        body=as_form(
            username=ADMIN[0],
            password=ADMIN[1].replace(" ", "+"),
            csrfmiddlewaretoken=token,
            next="/admin/",
        ),
    )
    assert answer.status == 302, answer.body.decode()
    cookies = [value.partition(";")[0] for value in answer.headers.get_all("Set-Cookie", [])]
    return {"Cookie": "; ".join(cookies)}


def test_organiser_logs_in_through_nginx_and_is_known_there_alone(forum: Forum):
    cookies = logged_in(forum)

    admin, page = (ask(forum.port, path, cookies) for path in ("/admin/", PAGE))

    assert admin.status == 200
    assert page.body == ask(forum.port, PAGE).body


def test_upload_of_megabytes_reaches_the_admin_and_a_larger_one_does_not(forum: Forum):
    cookies = logged_in(forum)

    some, too_much = (
        ask(forum.port, "/admin/", cookies, method="POST", body=b"a" * size)
        for size in (3_000_000, 71 * 1024 * 1024)
    )

    # The forum's own word, for want of a token.
    assert some.status == 403
    assert too_much.status == 413


def test_door_of_the_admin_opens_for_few_attempts_at_once(forum: Forum):
    statuses = [
        ask(forum.port, "/admin/login/", method="POST", body=b"username=a").status
        for _ in range(40)
    ]

    assert set(statuses) == {403, 429}
    assert statuses[:20] == [403] * 20
    assert statuses.count(429) >= 10
    assert ask(forum.port, "/admin/login/").status == 200


def test_one_visitor_has_few_connections_to_the_admin_and_another_still_gets_in(forum: Forum):
    begun = b"POST /admin/ HTTP/1.1\r\nHost: forum.example\r\nContent-Length: 9000\r\n\r\na"
    with ExitStack() as stack:
        for _ in range(12):
            visitor = stack.enter_context(socket.create_connection(("127.0.0.1", forum.port)))
            visitor.sendall(begun)
        time.sleep(0.5)

        same = ask(forum.port, "/admin/")
        another = ask(forum.port, "/admin/", {"X-Forwarded-For": "203.0.113.9"})

    assert (same.status, another.status) == (429, 302)


def test_nobody_but_our_proxies_says_who_came_and_how(forum: Forum):
    in_front = Proxy(
        forum.folder / "open",
        forum.nodes,
        SITE_URL=forum.environment["SITE_URL"],
        STATIC_ROOT=forum.environment["STATIC_ROOT"],
        MEDIA_ROOT=forum.environment["MEDIA_ROOT"],
    )
    in_front.start()
    try:
        claims = ask(in_front.port, PAGE, {"X-Forwarded-Ssl": "on", "X-Forwarded-Protocol": "ssl"})
        attempts = [
            ask(
                in_front.port,
                "/admin/login/",
                {"X-Forwarded-For": f"203.0.113.{number}"},
                method="POST",
                body=b"",
            ).status
            for number in range(30)
        ]
    finally:
        in_front.stop()

    assert (claims.status, claims.headers["Location"]) == (301, f"https://forum.example{PAGE}")
    assert 429 in attempts


def test_page_by_https_and_the_way_there_are_never_mixed_up(forum: Forum):
    by_http = [ask(forum.port, PAGE, {"X-Forwarded-Proto": "http"}) for _ in range(2)]

    by_https = ask(forum.port, PAGE)

    assert [answer.status for answer in by_http] == [301, 301]
    assert by_https.status == 200
    assert by_https.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_access_log_knows_no_address_no_browser_and_no_query(forum: Forum):
    ask(
        forum.port,
        f"{PAGE}?q=what-was-searched",
        {
            "X-Forwarded-For": "203.0.113.77",
            "User-Agent": "A-Browser/1.0",
            "Referer": "https://elsewhere.example/?name=a-secret",
            "Cookie": "sessionid=a-cookie",
        },
    )

    [line] = forum.proxy.logged(PAGE)
    assert list(line) == [
        *("time", "method", "path", "status", "bytes", "seconds"),
        *("upstream_seconds", "upstream_status", "cache", "request_id"),
    ]
    assert (line["method"], line["path"], line["status"]) == ("GET", PAGE, 200)
    assert re.fullmatch("[0-9a-f]{32}", str(line["request_id"]))
    written = forum.proxy.access_log.read_text() + forum.proxy.error_log.read_text()
    for word in ("127.0.0.1", "203.0.113.77", "Browser", "elsewhere", "secret", "searched"):
        assert word not in written


def test_request_id_of_the_log_is_what_the_forum_is_told(forum: Forum):
    heard: list[bytes] = []
    with socket.socket() as web:
        web.bind(("127.0.0.1", 0))
        web.listen()
        in_front = Proxy(
            forum.folder / "heard",
            [],
            WEB=f"127.0.0.1:{web.getsockname()[1]}",
            SITE_URL=forum.environment["SITE_URL"],
            TRUSTED_PROXIES="127.0.0.1",
        )
        in_front.start()
        try:
            with socket.create_connection(("127.0.0.1", in_front.port)) as visitor:
                lines = [f"{name}: {value}" for name, value in AS_PROXY.items()]
                visitor.sendall(
                    "\r\n".join(
                        [
                            f"GET {PAGE} HTTP/1.1",
                            *lines,
                            *("X-Request-ID: invented", "Cookie: a=b", "User-Agent: A-Browser"),
                            *("X-Forwarded-For: 203.0.113.1", "Connection: close", "", ""),
                        ]
                    ).encode()
                )
                asked, _address = web.accept()
                with asked:
                    heard.append(asked.recv(10_000))
                    asked.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                visitor.recv(10_000)
            [line] = in_front.logged(PAGE)
        finally:
            in_front.stop()

    assert heard[0].decode().split("\r\n") == [
        f"GET {PAGE} HTTP/1.1",
        "Host: forum.example",
        "X-Forwarded-Proto: https",
        f"X-Request-ID: {line['request_id']}",
        "",
        "",
    ]


@pytest.fixture
def with_https(forum: Forum) -> Iterator[tuple[Proxy, int, ssl.SSLContext]]:
    """An nginx that has a certificate, its port for https, and who believes that certificate."""
    folder = forum.folder / "https"
    folder.mkdir(exist_ok=True)
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=forum.example"),
            *("-addext", "subjectAltName=DNS:forum.example"),
            *("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )
    port = free_port()
    proxy = Proxy(
        folder,
        forum.nodes,
        SITE_URL=forum.environment["SITE_URL"],
        HTTPS_PORT=f"127.0.0.1:{port}",
        CERTIFICATES=str(folder),
    )
    proxy.start()
    yield proxy, port, ssl.create_default_context(cafile=folder / "fullchain.pem")
    proxy.stop()


def test_nginx_speaks_https_where_it_has_a_certificate_and_leads_there(with_https):
    proxy, port, believing = with_https

    by_http = ask(proxy.port, PAGE, {"X-Forwarded-Proto": "http"})
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        believing.wrap_socket(plain, server_hostname="forum.example") as visitor,
    ):
        visitor.sendall(
            f"GET {PAGE} HTTP/1.1\r\nHost: forum.example\r\nX-Forwarded-Proto: http\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        by_https = b"".join(iter(lambda: visitor.recv(65_536), b""))

    assert (by_http.status, by_http.headers["Location"]) == (301, f"https://forum.example{PAGE}")
    assert by_https.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nStrict-Transport-Security: max-age=31536000" in by_https


def test_no_certificate_is_shown_to_who_asks_for_another_name(with_https):
    _proxy, port, believing = with_https

    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"),
    ):
        believing.wrap_socket(plain, server_hostname="elsewhere.example")


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"SITE_URL": ""}, "SITE_URL is ''. Expected an address such as https://forum.example.\n"),
        (
            {"SITE_URL": "https://forum.example", "CERTIFICATES": "/nowhere"},
            "CERTIFICATES is '/nowhere', but fullchain.pem and privkey.pem are not both there.\n",
        ),
    ],
)
def test_configuration_that_cannot_be_meant_is_refused(tmp_path, variables, message):
    result = subprocess.run(
        [ROOT / "nginx" / "render", tmp_path / "configuration"],
        env={"PATH": PROGRAMS, "WEB": "127.0.0.1:8000", **variables},
        capture_output=True,
        text=True,
    )

    assert (result.returncode, result.stderr) == (1, message)
    assert not (tmp_path / "configuration").exists()
