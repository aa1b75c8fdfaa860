// The examples in JavaScript of docs/clients.md, as they are printed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText } from 'ai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { DEMO, KEY, MODEL, check } from './harness.mjs';

const PAGE = new URL('../../../../docs/clients.md', import.meta.url);

/** Asks the guard something with a client, whichever it is. */
async function ask(client) {
  if (client instanceof OpenAI) return (await client.models.list()).data[0].id;
  if (client instanceof Ollama) return (await client.list()).models[0].name;
  return (await generateText({ model: client(MODEL), prompt: 'Hi' })).text;
}

await check('page', 'docs/clients.md makes clients that reach the guard', async () => {
  const page = readFileSync(PAGE, 'utf8').replaceAll('http://localhost:8080/ollama', DEMO).replaceAll('YOUR_KEY', KEY);
  const lines = [...page.matchAll(/```js\n(.*?)```/gs)].flatMap(([, block]) => block.trim().split('\n'));
  assert.ok(lines.length > 3);
  for (const line of lines) {
    const make = new Function('OpenAI', 'Ollama', 'createOpenAICompatible', `return ${line}`);
    assert.ok(await ask(make(OpenAI, Ollama, createOpenAICompatible)), line);
  }
});
