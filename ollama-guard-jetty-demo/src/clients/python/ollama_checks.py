"""Ollama's own library."""

from ollama import Client, ResponseError
from pydantic import BaseModel

from harness import (
    BREAKS, DEMO, FAKE, KEY, MODEL, OPENAI_ERRORS, PERSON, PNG, QUESTION, TIMEOUT, check, early, holds,
    raises, requests, same,
)

demo = Client(DEMO, headers={"Authorization": f"Bearer {KEY}"}, timeout=TIMEOUT)
fake = Client(FAKE, headers={"Authorization": f"Bearer {KEY}"}, timeout=TIMEOUT)

ASKED = [{"role": "user", "content": QUESTION}]
SHORT = {"num_predict": 8}


class Person(BaseModel):
    name: str
    age: int


def get_weather(city: str) -> str:
    """Tells the weather.

    Args:
        city: where
    """
    return f"18 degrees in {city}"


def texts(stream):
    return (line.message.content for line in stream)


@check("ollama", "chat")
def _():
    answer = demo.chat(MODEL, ASKED, options=SHORT)
    holds(answer.message.content.startswith("Hello from the demo model"), answer)
    same((answer.done, answer.done_reason, answer.eval_count), (True, "length", 8))


@check("ollama", "stream")
def _():
    whole = demo.chat(MODEL, ASKED, options=SHORT).message.content
    lines = list(demo.chat(MODEL, ASKED, options=SHORT, stream=True))
    same("".join(texts(lines)), whole)
    same(lines[-1].done, True)


@check("ollama", "stream, first chunk at once")
def _():
    early("hold-py-ollama", texts(fake.chat("hold-py-ollama", ASKED, stream=True)))


@check("ollama", "tools")
def _():
    message = demo.chat(MODEL, ASKED, tools=[get_weather]).message
    call = message.tool_calls[0].function
    same((call.name, call.arguments), ("get_weather", {"city": "Paris"}))
    result = {"role": "tool", "tool_name": call.name, "content": get_weather(**call.arguments)}
    answer = demo.chat(MODEL, [*ASKED, message, result], tools=[get_weather], options=SHORT)
    holds('The tool answered "18 degrees in Paris"' in answer.message.content, answer)


@check("ollama", "structured output")
def _():
    asked = [{"role": "user", "content": PERSON}]
    answer = demo.chat(MODEL, asked, format=Person.model_json_schema())
    same(Person.model_validate_json(answer.message.content), Person(name="Ada", age=36))


@check("ollama", "image")
def _():
    fake.chat("image-py-ollama", [{"role": "user", "content": "What is this?", "images": [PNG]}])
    same(requests("image-py-ollama")[0]["messages"][0]["images"], [PNG])


@check("ollama", "embeddings")
def _():
    same([len(vector) for vector in demo.embed(MODEL, ["a", "b"]).embeddings], [384, 384])
    same(len(demo.embeddings(MODEL, "a").embedding), 384)


@check("ollama", "models")
def _():
    same([model.model for model in demo.list().models], [MODEL])
    same([model.model for model in demo.ps().models], [MODEL])
    holds("tools" in demo.show(MODEL).capabilities, "the model can use tools")


@check("ollama", "generate")
def _():
    whole = demo.generate(MODEL, "Hello", options=SHORT).response
    holds(whole.startswith("Hello from the demo model"), whole)
    same("".join(line.response for line in demo.generate(MODEL, "Hello", options=SHORT, stream=True)), whole)


@check("ollama", "num_ctx reaches Ollama")
def _():
    fake.chat("options-py-ollama", ASKED, options={"num_ctx": 8192})
    same(requests("options-py-ollama")[0]["options"], {"num_ctx": 8192})


@check("ollama", "wrong key")
def _():
    with raises(ResponseError, "Missing or invalid API key", 401):
        Client(DEMO, headers={"Authorization": "Bearer wrong"}, timeout=TIMEOUT).list()


@check("ollama", "models cannot be pulled or deleted")
def _():
    for call in (demo.pull, demo.delete):
        with raises(ResponseError, "may not use this operation", 403):
            call(MODEL)


for status in OPENAI_ERRORS:
    @check("ollama", f"status {status}")
    def _():
        for stream in (False, True):
            with raises(ResponseError, f"scripted {status}", status):
                list(fake.chat(f"fail-{status}", ASKED, stream=stream))

for script, text in BREAKS.items():
    @check("ollama", f"stream, {script}")
    def _():
        with raises(ResponseError, text):
            list(fake.chat(f"{script}-py-ollama", ASKED, stream=True))
