"""LangChain's OpenAI integration."""

import math

import openai
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAI, OpenAIEmbeddings
from pydantic import BaseModel

from harness import (
    BREAKS, DEMO, FAKE, KEY, MODEL, OPENAI_ERRORS, PERSON, PNG, QUESTION, TIMEOUT, check, early, holds,
    raises, requests, same,
)



class Person(BaseModel):
    """A person."""

    name: str
    age: int


@tool
def get_weather(city: str) -> str:
    """Tells the weather."""
    return f"18 degrees in {city}"


def settings(guard, model, key=KEY):
    return {"base_url": guard + "/v1", "api_key": key, "model": model, "timeout": TIMEOUT, "max_retries": 0}


def chat(guard, model, **more):
    return ChatOpenAI(**settings(guard, model), **more)


def embeddings(model=MODEL, **more):
    return OpenAIEmbeddings(**settings(DEMO, model), **more)


@check("langchain-openai", "chat")
def _():
    answer = chat(DEMO, MODEL, max_tokens=8).invoke(QUESTION)
    holds(answer.content.startswith("Hello from the demo model"), answer)
    same(answer.response_metadata["finish_reason"], "length")
    holds(answer.usage_metadata["input_tokens"] > 0, answer)


@check("langchain-openai", "stream")
def _():
    chunks = list(chat(DEMO, MODEL, max_tokens=8, stream_usage=True).stream(QUESTION))
    holds("".join(chunk.content for chunk in chunks).startswith("Hello from the demo model"), chunks)
    same(sum(chunk.usage_metadata["output_tokens"] for chunk in chunks if chunk.usage_metadata), 8)


@check("langchain-openai", "stream, first chunk at once")
def _():
    model = "hold-py-langchain"
    early(model, (chunk.content for chunk in chat(FAKE, model).stream(QUESTION)))


@check("langchain-openai", "tools")
def _():
    model = chat(DEMO, MODEL, max_tokens=8).bind_tools([get_weather])
    asked = model.invoke(QUESTION)
    same([(call["name"], call["args"]) for call in asked.tool_calls], [("get_weather", {"city": "Paris"})])
    result = ToolMessage(get_weather.invoke(asked.tool_calls[0]["args"]), tool_call_id=asked.tool_calls[0]["id"])
    answer = model.invoke([HumanMessage(QUESTION), asked, result])
    holds('The tool answered "18 degrees in Paris"' in answer.content, answer)


@check("langchain-openai", "structured output")
def _():
    for method in ("json_schema", "function_calling"):
        question = PERSON if method == "json_schema" else PERSON + " Use the function."
        model = chat(DEMO, MODEL).with_structured_output(Person, method=method)
        same(model.invoke(question), Person(name="Ada", age=36))


@check("langchain-openai", "image")
def _():
    content = [{"type": "text", "text": "What is this?"},
               {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}}]
    chat(FAKE, "image-py-langchain").invoke([HumanMessage(content)])
    same(requests("image-py-langchain")[0]["messages"][0]["images"], [PNG])


@check("langchain-openai", "embeddings, base64 by default")
def _():
    client = embeddings(check_embedding_ctx_length=False)
    same([len(vector) for vector in client.embed_documents(["a", "b"])], [384, 384])
    holds(math.isclose(sum(x * x for x in client.embed_query("a")), 1, abs_tol=1e-5), "the vector has length 1")


@check("langchain-openai", "completions")
def _():
    answer = OpenAI(**settings(DEMO, MODEL), max_tokens=8).invoke("Hello")
    holds(answer.startswith("Hello from the demo model"), answer)


@check("langchain-openai", "responses")
def _():
    answer = chat(DEMO, MODEL, use_responses_api=True, max_tokens=8).invoke(QUESTION)
    holds(answer.text.startswith("Hello from the demo model"), answer)


@check("langchain-openai", "num_ctx reaches Ollama")
def _():
    chat(FAKE, "options-py-langchain", extra_body={"num_ctx": 8192}).invoke(QUESTION)
    same(requests("options-py-langchain")[0]["options"], {"num_ctx": 8192})


@check("langchain-openai", "wrong key")
def _():
    with raises(openai.AuthenticationError, "Missing or invalid API key", 401):
        ChatOpenAI(**settings(DEMO, MODEL, "wrong")).invoke(QUESTION)


for status, kind in OPENAI_ERRORS.items():
    @check("langchain-openai", f"status {status}")
    def _():
        client = chat(FAKE, f"fail-{status}")
        for call in (client.invoke, lambda question: list(client.stream(question))):
            with raises(kind, f"scripted {status}", status):
                call(QUESTION)

for script, text in BREAKS.items():
    @check("langchain-openai", f"stream, {script}")
    def _():
        with raises(openai.APIError, text):
            list(chat(FAKE, f"{script}-py-langchain").stream(QUESTION))
