"""OpenAI's own library."""

import asyncio
import math

import openai
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

from harness import (
    BREAKS, DEMO, FAKE, KEY, MODEL, OPENAI_ERRORS, PERSON, PNG, QUESTION, TIMEOUT, check, early, holds,
    raises, requests, same,
)

demo = OpenAI(base_url=DEMO + "/v1", api_key=KEY, timeout=TIMEOUT, max_retries=0)
fake = OpenAI(base_url=FAKE + "/v1", api_key=KEY, timeout=TIMEOUT, max_retries=0)

ASKED = [{"role": "user", "content": QUESTION}]
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER = [{"type": "function", "function": {"name": "get_weather", "parameters": PARAMETERS}}]


class Person(BaseModel):
    name: str
    age: int


def chat(client, model, **more):
    return client.chat.completions.create(model=model, messages=ASKED, **more)


def texts(stream):
    return (choice.delta.content or "" for chunk in stream for choice in chunk.choices)


@check("openai", "chat")
def _():
    answer = chat(demo, MODEL, max_tokens=8)
    holds(answer.choices[0].message.content.startswith("Hello from the demo model"), answer)
    same(answer.choices[0].finish_reason, "length")
    same(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens)


@check("openai", "chat, base URL without /v1")
def _():
    client = OpenAI(base_url=DEMO, api_key=KEY, timeout=TIMEOUT, max_retries=0)
    same(chat(client, MODEL, max_tokens=2).choices[0].finish_reason, "length")


@check("openai", "stream")
def _():
    whole = chat(demo, MODEL, max_tokens=12).choices[0].message.content
    chunks = list(chat(demo, MODEL, max_tokens=12, stream=True, stream_options={"include_usage": True}))
    same("".join(texts(chunks)), whole)
    same([chunk.choices[0].delta.role for chunk in chunks[:2]], ["assistant", None])
    same(chunks[-2].choices[0].finish_reason, "length")
    same((chunks[-1].choices, chunks[-1].usage.completion_tokens), ([], 12))


@check("openai", "stream, first chunk at once")
def _():
    early("hold-py-openai", texts(chat(fake, "hold-py-openai", stream=True)))


@check("openai", "stream, asynchronous")
def _():
    async def read():
        async with AsyncOpenAI(base_url=FAKE + "/v1", api_key=KEY, timeout=TIMEOUT, max_retries=0) as client:
            stream = await client.chat.completions.create(model="any", messages=ASKED, stream=True)
            return [chunk async for chunk in stream]

    same("".join(texts(asyncio.run(read()))), "one two three")


@check("openai", "tools")
def _():
    message = chat(demo, MODEL, tools=WEATHER).choices[0].message
    call = message.tool_calls[0]
    same((call.function.name, call.function.arguments), ("get_weather", '{"city":"Paris"}'))
    result = {"role": "tool", "tool_call_id": call.id, "content": "18 degrees"}
    answer = demo.chat.completions.create(model=MODEL, messages=[*ASKED, message, result], tools=WEATHER, max_tokens=8)
    holds('The tool answered "18 degrees"' in answer.choices[0].message.content, answer)


@check("openai", "tools, streamed")
def _():
    with demo.chat.completions.stream(model=MODEL, messages=ASKED, tools=WEATHER) as stream:
        choice = stream.get_final_completion().choices[0]
    same(choice.finish_reason, "tool_calls")
    same(choice.message.tool_calls[0].function.arguments, '{"city":"Paris"}')


@check("openai", "structured output")
def _():
    answer = demo.chat.completions.parse(
        model=MODEL, messages=[{"role": "user", "content": PERSON}], response_format=Person)
    same(answer.choices[0].message.parsed, Person(name="Ada", age=36))


@check("openai", "image")
def _():
    content = [{"type": "text", "text": "What is this?"},
               {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}}]
    fake.chat.completions.create(model="image-py-openai", messages=[{"role": "user", "content": content}])
    same(requests("image-py-openai")[0]["messages"],
         [{"role": "user", "content": "What is this?", "images": [PNG]}])


@check("openai", "embeddings, base64 by default")
def _():
    default = demo.embeddings.create(model=MODEL, input=["a", "b"]).data
    floats = demo.embeddings.create(model=MODEL, input=["a", "b"], encoding_format="float").data
    same([len(e.embedding) for e in default], [384, 384])
    for packed, plain in zip(default, floats):
        holds(all(math.isclose(x, y, abs_tol=1e-7) for x, y in zip(packed.embedding, plain.embedding)), "same numbers")


@check("openai", "embeddings of tokens are refused, with advice")
def _():
    with raises(openai.BadRequestError, "check_embedding_ctx_length"):
        demo.embeddings.create(model=MODEL, input=[[1, 2, 3]])


@check("openai", "models")
def _():
    same([model.id for model in demo.models.list()], [MODEL])
    same(demo.models.retrieve(MODEL).id, MODEL)


@check("openai", "completions")
def _():
    whole = demo.completions.create(model=MODEL, prompt="Hello", max_tokens=8).choices[0]
    stream = demo.completions.create(model=MODEL, prompt="Hello", max_tokens=8, stream=True)
    same("".join(chunk.choices[0].text for chunk in stream), whole.text)
    holds(whole.text.startswith("Hello from"), whole)


@check("openai", "responses")
def _():
    answer = demo.responses.create(model=MODEL, input=QUESTION, max_output_tokens=8)
    holds(answer.output_text.startswith("Hello from the demo model"), answer)
    same(answer.status, "incomplete")


@check("openai", "responses, streamed")
def _():
    with fake.responses.stream(model="any", input=QUESTION) as stream:
        events = list(stream)
    same("".join(e.delta for e in events if e.type == "response.output_text.delta"), "one two three")
    same(events[-1].type, "response.completed")


@check("openai", "responses, tools")
def _():
    tools = [{"type": "function", "name": "get_weather", "parameters": PARAMETERS, "strict": False}]
    asked = [{"role": "user", "content": QUESTION}]
    call = demo.responses.create(model=MODEL, input=asked, tools=tools).output[0]
    same((call.type, call.arguments), ("function_call", '{"city":"Paris"}'))
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "18 degrees"}
    answer = demo.responses.create(model=MODEL, input=[*asked, call, result], tools=tools)
    holds('The tool answered "18 degrees"' in answer.output_text, answer)


@check("openai", "responses, structured output")
def _():
    answer = demo.responses.parse(model=MODEL, input=PERSON, text_format=Person)
    same(answer.output_parsed, Person(name="Ada", age=36))


@check("openai", "num_ctx reaches Ollama")
def _():
    chat(fake, "options-py-openai", temperature=0.5, extra_body={"num_ctx": 8192, "options": {"top_k": 20}})
    same(requests("options-py-openai")[0]["options"], {"temperature": 0.5, "num_ctx": 8192, "top_k": 20})


@check("openai", "retry when Ollama is busy")
def _():
    same(chat(fake.with_options(max_retries=2), "busy-once-py-openai").choices[0].message.content, "one two three")
    same(len(requests("busy-once-py-openai")), 2)


@check("openai", "wrong key")
def _():
    with raises(openai.AuthenticationError, "Missing or invalid API key", 401):
        chat(demo.with_options(api_key="wrong"), MODEL)


for status, kind in OPENAI_ERRORS.items():
    @check("openai", f"status {status}")
    def _():
        for stream in (False, True):
            with raises(kind, f"scripted {status}", status):
                chat(fake, f"fail-{status}", stream=stream)

for script, text in BREAKS.items():
    @check("openai", f"stream, {script}")
    def _():
        with raises(openai.APIError, text):
            list(chat(fake, f"{script}-py-openai", stream=True))

    @check("openai", f"responses, {script}")
    def _():
        events = []
        with raises(openai.APIConnectionError, "Connection error"):
            for event in fake.responses.create(model=f"{script}-py-openai", input=QUESTION, stream=True):
                events.append(event)
        same(events[-1].type, "response.failed")
        holds(text in events[-1].response.error.message, events[-1])


@check("openai", "stream, truncate")
def _():
    chunks = list(chat(fake, "truncate-py-openai", stream=True))
    same(chunks[-1].choices[0].finish_reason, "length")
