"""A web server on loopback that answers what it is told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Web(ThreadingHTTPServer):
    """`answers`: path → status, or the address it sends on to; `asked` keeps (method, path, headers)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, int | str] = {}
        self.without_head = False
        self.asked: list[tuple[str, str, Any]] = []

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, *_: Any) -> None:
        """Who hung up did so on purpose."""


class _Handler(BaseHTTPRequestHandler):
    server: Web

    def do_GET(self) -> None:
        self.server.asked.append((self.command, self.path, self.headers))
        answer = self.server.answers.get(self.path, 404)
        if self.command == "HEAD" and self.server.without_head:
            answer = 501
        if self.path == "/drip":
            return self._drip()
        self.send_response(answer if isinstance(answer, int) else 302)
        if isinstance(answer, str):
            self.send_header("Location", answer)
        self.end_headers()
        if self.path == "/huge" and self.command == "GET":
            while True:
                self.wfile.write(b"x" * 65536)
        return None

    do_HEAD = do_GET

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        wait = threading.Event()
        for number in range(200):
            self.wfile.write(f"X-{number}: x\r\n".encode())
            wait.wait(0.1)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def web() -> Iterator[Web]:
    server = Web()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
