"""A stand-in for an OpenAI-compatible embeddings endpoint, with failures on demand, for tests."""

from __future__ import annotations

import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from knowledge.embeddings.hashing import HashingConfig, HashingEmbedding

_MODELS = {"": 64, "stub-64": 64, "stub-96": 96}


class StubEmbeddings:
    """The server; a context manager. ``failures`` are played one a request, before the answers.

    A failure is a status, a status with headers, ``"hang"`` (until the server ends), ``"garbage"``,
    ``"short"`` (a row is missing), ``"nan"`` or ``"wide"`` (vectors of another size).
    """

    def __init__(self) -> None:
        """Listen on a free port; answers begin within the context."""
        self.requests: list[dict[str, Any]] = []
        """Bodies, in the order they came."""
        self.keys: list[str] = []
        """Their ``Authorization`` headers."""
        self.failures: deque[Any] = deque(maxlen=100)
        self.ended = threading.Event()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                stub.requests.append(body)
                stub.keys.append(self.headers.get("authorization", ""))
                failure = stub.failures.popleft() if stub.failures else None
                if failure == "hang":
                    stub.ended.wait(30)
                status, headers = failure if isinstance(failure, tuple) else (failure, {})
                raw = b"{oops" if failure == "garbage" else stub.answer(body, failure)
                self.send_response(status if isinstance(status, int) else 200)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def answer(self, body: dict[str, Any], failure: object) -> bytes:
        """The body of an answer: hashed n-grams, the rows in another order than asked."""
        dim = 48 if failure == "wide" else body.get("dimensions") or _MODELS.get(body["model"], 64)
        rows = HashingEmbedding(HashingConfig(dim=dim)).embed(body["input"]).tolist()
        if failure == "nan":
            rows[0][0] = float("nan")
        data = [{"object": "embedding", "index": at, "embedding": row} for at, row in enumerate(rows)]
        data.reverse()
        return json.dumps({"object": "list", "data": data[1:] if failure == "short" else data}).encode()

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
