// The examples in JavaScript of docs/clients.md, as they are printed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText } from 'ai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { DEMO, KEY, MODEL, check } from './harness.mjs';

const PAGE = new URL('../../../../docs/clients.md', import.meta.url);

await check('page', 'docs/clients.md makes clients that reach the guard', async () => {
  const lines = /```js\n(.*?)```/s.exec(readFileSync(PAGE, 'utf8'))[1]
    .replaceAll('http://localhost:8080/ollama', DEMO)
    .replaceAll('YOUR_KEY', KEY)
    .trim()
    .split('\n');
  const [openai, ollama, guard] = lines.map((line) =>
    new Function('OpenAI', 'Ollama', 'createOpenAICompatible', `return ${line}`)(OpenAI, Ollama, createOpenAICompatible),
  );
  assert.equal(lines.length, 3);
  assert.ok((await openai.models.list()).data.length > 0);
  assert.ok((await ollama.list()).models.length > 0);
  assert.ok((await generateText({ model: guard(MODEL), prompt: 'Hi' })).text);
});
