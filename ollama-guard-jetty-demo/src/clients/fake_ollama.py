"""An Ollama whose behaviour is the name of the model, for what the demo model never does.

    fail-429      answers with that status and Ollama's error {"error": "scripted 429"}
    busy-once-X   answers the first request with 503 "server busy, please try again", then well
    hold-X        streams its first line and keeps the rest until POST /release?model=hold-X
    break-X       streams two lines, then the connection breaks
    truncate-X    streams two lines, then ends well-formed but without "done": true
    think-X       thinks "well" before it answers
    stumble-X     streams two lines, then Ollama's error line, as when a model runner dies
    anything else answers "one two three"

Lists one model of some kinds. GET /requests?model=X returns the bodies that arrived for a model. Prints its address and serves until it is ended.
"""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

WORDS = ["one", " two", " three"]
LISTED = ["fail-503", "break-page", "hold-page", "think-page"]
LONGEST_HOLD = 10  # Seconds; a client that waits for the whole answer gets it then, and fails its check.
STATS = {"done_reason": "stop", "total_duration": 3000, "load_duration": 1000, "prompt_eval_count": 7,
         "prompt_eval_duration": 1000, "eval_count": 3, "eval_duration": 1000}


class Script:
    """What is remembered of one model. Thread-safe."""

    def __init__(self):
        self.bodies = []
        self.released = threading.Event()
        self.holding = threading.Event()


class FakeOllama(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    scripts = {}
    lock = threading.Lock()

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path == "/requests":
            self.answer(200, self.script(parse_qs(url.query)["model"][0]).bodies)
        elif url.path == "/api/tags":
            self.answer(200, {"models": [{"name": name, "model": name} for name in LISTED]})
        elif url.path == "/api/version":
            self.answer(200, {"version": "0.0.0-fake"})
        else:
            self.answer(404, {"error": "not scripted"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urlsplit(self.path)
        if url.path == "/release":
            script = self.script(parse_qs(url.query)["model"][0])
            self.answer(200, {"held": script.holding.is_set()})
            script.released.set()
        else:
            self.infer(url.path, json.loads(body))

    def infer(self, path, body):
        model = body["model"]
        script = self.script(model)
        script.bodies.append(body)
        if model.startswith("fail-"):
            status = int(model.split("-")[1])
            self.answer(status, {"error": f"scripted {status}"})
        elif model.startswith("busy-once-") and len(script.bodies) == 1:
            self.answer(503, {"error": "server busy, please try again.  maximum pending requests exceeded"})
        elif path == "/api/embed":
            self.answer(200, {"model": model, "embeddings": [[0.5, -0.25]], "prompt_eval_count": 1})
        elif body.get("stream", True):
            self.stream(path, model, script)
        else:
            self.answer(200, self.line(path, model, "".join(WORDS), STATS))

    def stream(self, path, model, script):
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if model.startswith("think-"):
            self.chunk({"model": model, "message": {"content": "", "thinking": "well"}, "done": False})
        self.chunk(self.line(path, model, WORDS[0]))
        if model.startswith("hold-"):
            script.holding.set()
            script.released.wait(LONGEST_HOLD)
            script.holding.clear()
        self.chunk(self.line(path, model, WORDS[1]))
        if model.startswith("break-"):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if model.startswith("stumble-"):
            self.chunk({"error": "the runner stumbled"})
        elif not model.startswith("truncate-"):
            self.chunk(self.line(path, model, WORDS[2]))
            self.chunk(self.line(path, model, "", STATS))
        self.wfile.write(b"0\r\n\r\n")

    @staticmethod
    def line(path, model, text, stats=None):
        line = {"model": model, "created_at": "2026-11-01T00:00:00Z", "done": stats is not None} | (stats or {})
        if path == "/api/generate":
            return line | {"response": text}
        return line | {"message": {"role": "assistant", "content": text}}

    def chunk(self, line):
        data = json.dumps(line).encode() + b"\n"
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def answer(self, status, document):
        data = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    @classmethod
    def script(cls, model):
        with cls.lock:
            return cls.scripts.setdefault(model, Script())

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), FakeOllama)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
