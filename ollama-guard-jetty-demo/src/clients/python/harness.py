"""What all checks share: where the guards are, a line for each check, and the other side of the fake Ollama."""

import json
import os
import urllib.request
from contextlib import contextmanager

import openai

KEY = os.environ["GUARD_KEY"]
DEMO = os.environ["DEMO_GUARD_URL"]  # A guard in front of the demo model.
FAKE = os.environ["FAKE_GUARD_URL"]  # A guard in front of fake_ollama.py.
MODEL = "demo:latest"
TIMEOUT = 20  # Seconds; above the longest hold of the fake Ollama.

QUESTION = "What is the weather in Paris?"
PERSON = "Who is Ada, aged 36?"
OPENAI_ERRORS = {
    400: openai.BadRequestError,
    401: openai.AuthenticationError,
    403: openai.PermissionDeniedError,
    404: openai.NotFoundError,
    429: openai.RateLimitError,
    500: openai.InternalServerError,
    503: openai.InternalServerError,
}
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="  # One pixel.
BREAKS = {"break": "ended unexpectedly", "stumble": "the runner stumbled"}

failures = 0


def check(client, what):
    """Runs the decorated function as a check, at once."""

    def run(function):
        global failures
        try:
            function()
            print(f"ok python {client}: {what}", flush=True)
        except Exception as e:
            failures += 1
            reason = " ".join(f"{type(e).__name__}: {e}".split())[:300]
            print(f"FAIL python {client}: {what}: {reason}", flush=True)

    return run


def same(actual, expected):
    if actual != expected:
        raise AssertionError(f"{actual!r} is not {expected!r}")


def holds(condition, what):
    if not condition:
        raise AssertionError(f"not so: {what}")


@contextmanager
def raises(kind, text, status=None):
    """Expects an exception of this class, with a part of its message and, when given, its status_code."""
    try:
        yield
    except Exception as e:
        holds(isinstance(e, kind), f"{type(e).__name__} is a {kind.__name__}; {e}")
        holds(text in str(e), f"{text!r} is in {str(e)!r}")
        holds(status is None or e.status_code == status, f"status {status} is {getattr(e, 'status_code', None)}")
        return
    raise AssertionError(f"no {kind.__name__}")


def requests(model):
    """The bodies that reached Ollama for a model."""
    return control("GET", "requests", model)


def release(model):
    """Lets the fake send the rest of a stream; returns whether it still held it back."""
    return control("POST", "release", model)["held"]


def control(method, what, model):
    request = urllib.request.Request(f"{os.environ['FAKE_URL']}/{what}?model={model}", method=method)
    with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
        return json.load(response)


def early(model, texts):
    """Checks that the first text is here while the rest is held back; texts is what a client reads."""
    first = next(text for text in texts if text)
    held = release(model)
    same(first + "".join(texts), "one two three")
    holds(held, "the first chunk arrived while the rest was held back")
