"""Who may ask a server, what it says of itself, and how the command is told."""

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from tests.serving import FORM, Running, serving, until

from rolegraph.endpoint.access import Hosts, Tokens, shown
from rolegraph.endpoint.settings import Settings

EVERYWHERE = "0.0.0.0"  # noqa: S104
TOKEN = "a-token-of-twenty-signs"  # noqa: S105


@pytest.fixture(scope="module")
def guarded(store_dir: str) -> Iterator[Running]:
    options = ("--db", store_dir, "--allow-host", "graph.example.org")
    with serving(*options, ROLEGRAPH_TOKEN=TOKEN) as running:
        yield running


@pytest.fixture(scope="module")
def private(store_dir: str) -> Iterator[Running]:
    with serving("--db", store_dir, "--cors", "https://app.example.org") as running:
        yield running


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:1234", 200),
        ("127.0.0.1", 200),
        ("[::1]:80", 200),
        ("x.localhost", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("evil.example:80@localhost", 421),
        ("localhost, evil.example", 421),
        ("", 400),
    ],
)
def test_a_name_that_is_not_the_servers_is_turned_away(
    private: Running, host: str, status: int
) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/health", "/metrics", "/static/explorer.css"):
        assert private.get(path, Host=host).status == status


def test_hosts_follow_the_options() -> None:
    told = Settings(host=EVERYWHERE, hosts=("a.example",), url="https://b.example/graph")
    hosts = Hosts(told)
    assert hosts.takes("a.example") and hosts.takes("B.example:443") and hosts.takes("10.0.0.1:80")
    assert hosts.takes(socket.gethostname())
    assert not hosts.takes("c.example")
    assert not hosts.takes("a.example/x")


def test_a_token_is_wanted_by_all_but_health(guarded: Running) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/", "/metrics", "/sparql", "/static/explorer.css"):
        answer = guarded.get(path)
        assert answer.status == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert guarded.get(path, Authorization="Bearer " + TOKEN).status == 200
        for wrong in (TOKEN, "Bearer " + TOKEN[:-1], "Basic " + TOKEN, "Bearer", "Bearer \xe9"):
            assert guarded.get(path, Authorization=wrong).status == 401
    assert guarded.get("/health").status == 200
    answer = guarded.ask("ASK {}", Authorization="bearer " + TOKEN)
    assert answer.headers["cache-control"].startswith("private")


def test_a_browser_trades_the_token_for_a_cookie(guarded: Running) -> None:
    answer = guarded.get(f"/search?q=a%26b&token={TOKEN}")
    assert answer.status == 303
    assert answer.headers["location"] == "/search?q=a%26b"
    cookie = answer.headers["set-cookie"]
    assert TOKEN not in cookie
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    pair = cookie.partition(";")[0]
    assert guarded.ask("ASK {}", Cookie=f"other=1; {pair}").status == 200
    assert guarded.ask("ASK {}", Cookie=pair[:-1]).status == 401
    assert guarded.ask("ASK {}", Cookie="rolegraph=" + TOKEN).status == 401
    assert guarded.get("/?token=wrong").status == 401
    away = guarded.get(f"//evil.example/?token={TOKEN}")
    assert not away.headers.get("location", "/").startswith("//")
    # The log never shows it.
    assert TOKEN not in "".join(guarded.lines)
    assert any("token=***" in line for line in guarded.lines)


def test_another_name_is_known_and_stands_in_answers(guarded: Running) -> None:
    answer = guarded.get(
        "/sparql", Host="graph.example.org", Authorization="Bearer " + TOKEN, Accept="text/turtle"
    )
    assert "<http://graph.example.org/sparql>" in answer.text


def test_the_public_address_is_what_answers_show(store_dir: str) -> None:
    with serving("--db", store_dir, "--url", "https://graph.example.org/") as server:
        answer = server.get("/sparql", Host="graph.example.org")
        assert "<https://graph.example.org/sparql>" in answer.text


def test_pages_of_other_origins_read_what_is_open(private: Running, guarded: Running) -> None:
    allowed = "access-control-allow-origin"
    known = private.ask("ASK {}", Origin="https://app.example.org")
    assert known.headers[allowed] == "https://app.example.org"
    assert "Origin" in known.headers["vary"]
    unknown = private.ask("ASK {}", Origin="https://evil.example")
    assert allowed not in unknown.headers
    # A token is nothing that a page of another origin has.
    opened = guarded.ask("ASK {}", Authorization="Bearer " + TOKEN, Origin="https://any.example")
    assert opened.headers[allowed] == "*"
    assert "access-control-allow-credentials" not in opened.headers
    preflight = private.send(
        "OPTIONS",
        "/sparql",
        Origin="https://app.example.org",
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type, authorization",
    )
    assert preflight.status == 204
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    assert "POST" in preflight.headers["access-control-allow-methods"]


def test_other_origins_read_by_default_what_everybody_has() -> None:
    assert Settings().open_to_all
    assert not Settings(where="my.db").open_to_all
    assert Settings(where="my.db", token=TOKEN).open_to_all
    assert Settings(where="my.db", cors=("*",)).open_to_all
    assert not Settings(cors=("https://a.example",)).open_to_all


def test_answers_say_what_browsers_must_not_do(private: Running) -> None:
    for path in ("/sparql?query=ASK%7B", "/", "/static/explorer.css", "/nothing"):
        answer = private.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in private.get("/").headers["content-security-policy"]


def test_files_of_pages_are_kept(private: Running) -> None:
    file = private.get("/static/explorer.css")
    assert file.status == 200
    assert file.media == "text/css"
    assert private.get("/static/explorer.css", If_None_Match=file.headers["etag"]).status == 304
    assert "immutable" not in file.headers["cache-control"]
    address = re.search(r"/static/explorer\.css\?v=\w+", private.get("/").text)
    assert address is not None
    assert "immutable" in private.get(address[0]).headers["cache-control"]
    assert "immutable" not in private.get("/static/explorer.css?v=").headers["cache-control"]


def test_the_log_has_a_line_for_each_request_and_no_escape_sequence(private: Running) -> None:
    before = len(private.lines)
    private.get("/nothing?x=%1b%5B31m" + quote("\x1b[31m\n"))
    with socket.create_connection((private.host, private.port)) as connection:
        connection.sendall(b"GET /a\x1b[31mb HTTP/1.1\r\nHost: localhost\r\n\r\n")
        connection.recv(1000)
    private.get("/" + "long" * 1000)
    private.get("/health")
    told = re.compile(r'"GET /health" 200 3 \d+\.\dms$')
    # The line is written after the answer.
    assert until(lambda: any(map(told.search, private.lines[before:])))
    lines = private.lines[before:]
    assert not any("\x1b" in line for line in lines)
    assert max(map(len, lines)) < 1000


def test_what_the_log_shows() -> None:
    assert shown("/?token=secret&a=1") == "/?token=***&a=1"
    assert shown("a\x1b[2J\u202eb") == "a\\x1b[2J\\x202eb"
    assert Tokens(None).opens("", "")


def test_other_addresses_are_said_aloud(store_dir: str) -> None:
    with serving("--db", store_dir, "--host", EVERYWHERE) as server:
        assert server.get("/health").status == 200
        assert any(EVERYWHERE in line and "no --token" in line for line in server.lines)
    with serving("--db", store_dir) as server:
        assert not any("no --token" in line for line in server.lines)


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--port", "70000"), 2, "70000"),
        (("--max-bytes", "12X"), 2, "is no size"),
        (("--timeout", "0"), 2, "timeout"),
        (("--token", "short"), 2, "longer"),
        (("--allow-update", "--endpoint", "http://localhost/sparql"), 2, "copy"),
        (("--host", "256.0.0.1"), 2, "cannot be listened to"),
        (("--host", "\udcff"), 2, "cannot be listened to: it is no name of a machine"),
        (("--url", 'http://x/">'), 2, "starts with http:// or https://"),
        (("--url", "graph.example.org"), 2, "http://"),
        (("--db", "/nowhere/at/all"), 3, "holds no rolegraph store"),
    ],
)
def test_wrong_options_end_the_command(
    run: Callable[..., tuple[int, str, str]], options: tuple[str, ...], code: int, told: str
) -> None:
    found, out, err = run("serve", "--port", "0", *options)
    assert found == code
    assert told in err
    assert out == ""


def test_a_taken_port_is_said(
    run: Callable[..., tuple[int, str, str]], private: Running, store_dir: str
) -> None:
    code, _, err = run("serve", "--db", store_dir, "--port", str(private.port))
    assert code == 2
    assert "--port" in err


def test_without_its_packages_the_command_says_how_to_install_them() -> None:
    blocked = "import sys; sys.modules['uvicorn'] = sys.modules['starlette'] = None; "
    done = subprocess.run(
        [sys.executable, "-c", blocked + "from rolegraph.cli import run; sys.exit(run(['serve']))"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert 'pip install "rolegraph[serve]"' in done.stderr


def test_help_has_an_example(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("serve", "--help")
    assert code == 0
    assert "Example: rolegraph serve" in out


def test_one_service_may_be_called_where_it_is_named(store_dir: str, private: Running) -> None:
    endpoint = private.url + "/sparql"
    query = f"ASK {{ SERVICE <{endpoint}> {{ ?s a <urn:none> }} }}"
    with serving("--db", store_dir, "--allow-service", endpoint) as server:
        answer = server.send("POST", "/sparql", "query=" + quote(query), Content_Type=FORM)
        assert answer.status == 200, answer.text
        assert not answer.truth()
        assert "etag" not in server.ask(query).headers
        other = query.replace(endpoint, endpoint + "/")
        assert server.ask(other).status == 400
        assert server.ask("ASK { SERVICE ?s { ?s ?p ?o } }").status == 400
        both = query.replace("ASK {", "ASK { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } ")
        assert server.ask(both).status == 400


def test_the_example_of_the_help_is_a_command_that_serves(store_dir: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "rolegraph", "serve", "--help"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found = re.search(r"Example: rolegraph serve --db my.db (--port) \d+", told.stdout)
    assert found is not None
    # On a free port, for the example's may be in use.
    with serving("--db", store_dir, found[1], "0") as server:
        assert server.get("/health").status == 200
