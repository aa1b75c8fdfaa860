"""The examples in Python of README.md, docs/clients.md and docs/compatibility.md, as they are printed."""

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import ollama
from langchain_openai import ChatOpenAI
from openai import OpenAI

from harness import DEMO, KEY, MODEL, check, holds

PROJECT = Path(__file__).resolve().parents[4]


def examples(page):
    blocks = re.findall(r"```python\n(.*?)```", (PROJECT / page).read_text(), re.S)
    holds(blocks, f"{page} has examples")
    for block in blocks:
        here = block.replace("http://localhost:8080/ollama", DEMO)
        yield here.replace("YOUR_KEY", KEY).replace("llama3.2", MODEL)


@check("page", "README.md prints an answer")
def _():
    for example in examples("README.md"):
        printed = StringIO()
        with redirect_stdout(printed):
            exec(example, {})
        holds("num_ctx=8192" in printed.getvalue(), printed.getvalue())


@check("page", "docs/clients.md makes clients that reach the guard")
def _():
    for example in examples("docs/clients.md"):
        for line in example.splitlines():
            client = eval(line, {"OpenAI": OpenAI, "ChatOpenAI": ChatOpenAI, "ollama": ollama})
            if isinstance(client, OpenAI):
                holds(client.models.list().data, line)
            elif isinstance(client, ChatOpenAI):
                holds(client.invoke("Hi").content, line)
            else:
                holds(client.list().models, line)


@check("page", "docs/compatibility.md hands options to Ollama")
def _():
    client = OpenAI(base_url=DEMO + "/v1", api_key=KEY)
    for example in examples("docs/compatibility.md"):
        holds("num_ctx=8192" in eval(example, {"client": client}).choices[0].message.content, example)
