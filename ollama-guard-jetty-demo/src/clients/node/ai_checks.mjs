// Vercel's AI SDK with its two OpenAI providers. The one named "openai" speaks the Responses API unless told otherwise.

import assert from 'node:assert/strict';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, Output, embedMany, generateText, isStepCount, streamText, tool } from 'ai';
import { z } from 'zod';
import {
  ADA, BREAKS, DEMO, FAKE, KEY, MODEL, PERSON, PNG, QUESTION, STATUSES,
  all, check, contains, early, into, requests, thrown,
} from './harness.mjs';

globalThis.AI_SDK_LOG_WARNINGS = false;

const Person = z.object({ name: z.string(), age: z.number() });
const WEATHER = {
  get_weather: tool({
    description: 'Tells the weather',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => `18 degrees in ${city}`,
  }),
};

function compatible(guard, key = KEY) {
  return createOpenAICompatible({
    name: 'guard',
    baseURL: guard + '/v1',
    apiKey: key,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
}

function openai(guard, key = KEY) {
  return createOpenAI({ baseURL: guard + '/v1', apiKey: key });
}

/** The ways of asking: each returns a model behind a guard. */
const WAYS = {
  'ai, compatible': (guard, model, key) => compatible(guard, key).chatModel(model),
  'ai, openai chat': (guard, model, key) => openai(guard, key).chat(model),
  'ai, openai responses': (guard, model, key) => openai(guard, key)(model),
};

function ask(model, more = {}) {
  return generateText({ model, prompt: QUESTION, maxRetries: 0, ...more });
}

function stream(model, more = {}) {
  return streamText({ model, prompt: QUESTION, maxRetries: 0, onError: () => {}, ...more });
}

for (const [way, model] of Object.entries(WAYS)) {
  const own = (script) => `${script}-js-${way.replace(/[^a-z]+/g, '-')}`;

  await check(way, 'chat', async () => {
    const answer = await ask(model(DEMO, MODEL), { maxOutputTokens: 8 });
    contains(answer.text, 'Hello from the demo model');
    assert.equal(answer.finishReason, 'length');
    assert.equal(answer.usage.outputTokens, 8);
  });

  await check(way, 'stream', async () => {
    const answer = stream(model(DEMO, MODEL), { maxOutputTokens: 8 });
    contains((await all(answer.textStream)).join(''), 'Hello from the demo model');
    assert.equal((await answer.usage).outputTokens, 8);
  });

  await check(way, 'stream, first chunk at once', async () => {
    await early(own('hold'), stream(model(FAKE, own('hold'))).textStream);
  });

  await check(way, 'tools', async () => {
    const answer = await ask(model(DEMO, MODEL), { tools: WEATHER, stopWhen: isStepCount(2), maxOutputTokens: 9 });
    assert.equal(answer.steps.length, 2);
    contains(answer.text, 'The tool answered "18 degrees in Paris"');
  });

  await check(way, 'tools, streamed', async () => {
    const answer = stream(model(DEMO, MODEL), { tools: WEATHER, stopWhen: isStepCount(2), maxOutputTokens: 9 });
    contains((await all(answer.textStream)).join(''), 'The tool answered "18 degrees in Paris"');
  });

  await check(way, 'structured output', async () => {
    const output = Output.object({ schema: Person });
    assert.deepEqual((await ask(model(DEMO, MODEL), { prompt: PERSON, output })).output, ADA);
  });

  await check(way, 'image', async () => {
    const content = [{ type: 'text', text: 'What is this?' }, { type: 'file', data: PNG, mediaType: 'image/png' }];
    await ask(model(FAKE, own('image')), { prompt: undefined, messages: [{ role: 'user', content }] });
    assert.deepEqual((await requests(own('image')))[0].messages[0].images, [PNG]);
  });

  await check(way, 'retry when Ollama is busy', async () => {
    assert.equal((await ask(model(FAKE, own('busy-once')), { maxRetries: 2 })).text, 'one two three');
  });

  await check(way, 'wrong key', async () => {
    const error = await thrown(() => ask(model(DEMO, MODEL, 'wrong')), 'Missing or invalid API key');
    assert.ok(APICallError.isInstance(error));
    assert.equal(error.statusCode, 401);
  });

  for (const status of STATUSES) {
    await check(way, `status ${status}`, async () => {
      const error = await thrown(() => ask(model(FAKE, `fail-${status}`)), `scripted ${status}`);
      assert.ok(APICallError.isInstance(error));
      assert.equal(error.statusCode, status);
    });
  }

  for (const [script, text] of Object.entries(BREAKS)) {
    await check(way, `stream, ${script}`, async () => {
      const parts = [];
      const broken = stream(model(FAKE, own(script))).fullStream;
      const error = await thrown(() => into(parts, broken), 'Failed to process successful response');
      assert.ok(APICallError.isInstance(error));
      assert.equal(parts.at(-1).type, 'error');
      contains(parts.at(-1).error.message, text);
    });
  }
}

await check('ai, compatible', 'num_ctx reaches Ollama', async () => {
  const model = 'options-js-ai-compatible';
  await ask(compatible(FAKE).chatModel(model), { providerOptions: { guard: { num_ctx: 8192 } } });
  assert.deepEqual((await requests(model))[0].options, { num_ctx: 8192 });
});

await check('ai, compatible', 'completions', async () => {
  const answer = await ask(compatible(DEMO).completionModel(MODEL), { maxOutputTokens: 8 });
  contains(answer.text, 'Hello from the demo model');
});

for (const [way, model] of [
  ['ai, compatible', compatible(DEMO).embeddingModel(MODEL)],
  ['ai, openai', openai(DEMO).embedding(MODEL)],
]) {
  await check(way, 'embeddings', async () => {
    const { embeddings } = await embedMany({ model, values: ['a', 'b'], maxRetries: 0 });
    assert.deepEqual(embeddings.map((vector) => vector.length), [384, 384]);
  });
}
