"""Runs all checks of the Python clients, one line each."""

import faulthandler
import sys

faulthandler.dump_traceback_later(100, exit=True)

import openai_checks  # noqa: E402,F401
import langchain_checks  # noqa: E402,F401
import ollama_checks  # noqa: E402,F401
import page_checks  # noqa: E402,F401
import harness  # noqa: E402

sys.exit(harness.failures > 0)
