// OpenAI's own library.

import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import {
  ADA, BREAKS, DEMO, FAKE, KEY, MODEL, PERSON, PNG, QUESTION, TIMEOUT,
  all, check, contains, early, into, requests, thrown,
} from './harness.mjs';

const demo = client(DEMO + '/v1');
const fake = client(FAKE + '/v1');

const ASKED = [{ role: 'user', content: QUESTION }];
const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const WEATHER = [{ type: 'function', function: { name: 'get_weather', parameters: PARAMETERS } }];
const Person = z.object({ name: z.string(), age: z.number() });
const ERRORS = {
  400: OpenAI.BadRequestError,
  401: OpenAI.AuthenticationError,
  403: OpenAI.PermissionDeniedError,
  404: OpenAI.NotFoundError,
  429: OpenAI.RateLimitError,
  500: OpenAI.InternalServerError,
  503: OpenAI.InternalServerError,
};

function client(baseURL, more = {}) {
  return new OpenAI({ baseURL, apiKey: KEY, timeout: TIMEOUT, maxRetries: 0, ...more });
}

function chat(openai, model, more = {}) {
  return openai.chat.completions.create({ model, messages: ASKED, ...more });
}

async function* texts(stream) {
  for await (const chunk of stream) {
    yield chunk.choices[0]?.delta.content ?? '';
  }
}

await check('openai', 'chat', async () => {
  const answer = await chat(demo, MODEL, { max_tokens: 8 });
  contains(answer.choices[0].message.content, 'Hello from the demo model');
  assert.equal(answer.choices[0].finish_reason, 'length');
  assert.equal(answer.usage.completion_tokens, 8);
});

await check('openai', 'chat, base URL without /v1', async () => {
  const answer = await chat(client(DEMO), MODEL, { max_tokens: 2 });
  assert.equal(answer.choices[0].finish_reason, 'length');
});

await check('openai', 'stream', async () => {
  const whole = (await chat(demo, MODEL, { max_tokens: 12 })).choices[0].message.content;
  const streamed = { max_tokens: 12, stream: true, stream_options: { include_usage: true } };
  const chunks = await all(await chat(demo, MODEL, streamed));
  assert.equal((await all(texts(chunks))).join(''), whole);
  assert.equal(chunks[0].choices[0].delta.role, 'assistant');
  assert.equal(chunks.at(-2).choices[0].finish_reason, 'length');
  assert.deepEqual([chunks.at(-1).choices, chunks.at(-1).usage.completion_tokens], [[], 12]);
});

await check('openai', 'stream, first chunk at once', async () => {
  await early('hold-js-openai', texts(await chat(fake, 'hold-js-openai', { stream: true })));
});

await check('openai', 'tools', async () => {
  const { message } = (await chat(demo, MODEL, { tools: WEATHER })).choices[0];
  const [call] = message.tool_calls;
  assert.deepEqual([call.function.name, call.function.arguments], ['get_weather', '{"city":"Paris"}']);
  const messages = [...ASKED, message, { role: 'tool', tool_call_id: call.id, content: '18 degrees' }];
  const answer = await chat(demo, MODEL, { messages, tools: WEATHER, max_tokens: 8 });
  contains(answer.choices[0].message.content, 'The tool answered "18 degrees"');
});

await check('openai', 'tools, streamed', async () => {
  const runner = demo.chat.completions.stream({ model: MODEL, messages: ASKED, tools: WEATHER });
  const [choice] = (await runner.finalChatCompletion()).choices;
  assert.equal(choice.finish_reason, 'tool_calls');
  assert.equal(choice.message.tool_calls[0].function.arguments, '{"city":"Paris"}');
});

await check('openai', 'structured output', async () => {
  const answer = await demo.chat.completions.parse({
    model: MODEL,
    messages: [{ role: 'user', content: PERSON }],
    response_format: zodResponseFormat(Person, 'person'),
  });
  assert.deepEqual(answer.choices[0].message.parsed, ADA);
});

await check('openai', 'image', async () => {
  const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } };
  const content = [{ type: 'text', text: 'What is this?' }, picture];
  await chat(fake, 'image-js-openai', { messages: [{ role: 'user', content }] });
  const [{ messages }] = await requests('image-js-openai');
  assert.deepEqual(messages, [{ role: 'user', content: 'What is this?', images: [PNG] }]);
});

await check('openai', 'embeddings, base64 by default', async () => {
  const packed = await demo.embeddings.create({ model: MODEL, input: ['a', 'b'] });
  const plain = await demo.embeddings.create({ model: MODEL, input: ['a', 'b'], encoding_format: 'float' });
  assert.deepEqual(packed.data.map((e) => e.embedding.length), [384, 384]);
  assert.deepEqual(packed.data.map((e) => e.embedding), plain.data.map((e) => e.embedding.map(Math.fround)));
});

await check('openai', 'models', async () => {
  assert.deepEqual((await all(await demo.models.list())).map((model) => model.id), [MODEL]);
  assert.equal((await demo.models.retrieve(MODEL)).id, MODEL);
});

await check('openai', 'completions', async () => {
  const asked = { model: MODEL, prompt: 'Hello', max_tokens: 8 };
  const whole = (await demo.completions.create(asked)).choices[0].text;
  contains(whole, 'Hello from the demo model');
  const chunks = await all(await demo.completions.create({ ...asked, stream: true }));
  assert.equal(chunks.map((chunk) => chunk.choices[0].text).join(''), whole);
});

await check('openai', 'responses', async () => {
  const answer = await demo.responses.create({ model: MODEL, input: QUESTION, max_output_tokens: 8 });
  contains(answer.output_text, 'Hello from the demo model');
  assert.equal(answer.status, 'incomplete');
});

await check('openai', 'responses, streamed', async () => {
  const events = await all(await fake.responses.create({ model: 'any', input: QUESTION, stream: true }));
  const deltas = events.filter((event) => event.type === 'response.output_text.delta');
  assert.equal(deltas.map((event) => event.delta).join(''), 'one two three');
  assert.equal(events.at(-1).type, 'response.completed');
});

await check('openai', 'responses, tools', async () => {
  const tools = [{ type: 'function', name: 'get_weather', parameters: PARAMETERS, strict: false }];
  const [call] = (await demo.responses.create({ model: MODEL, input: ASKED, tools })).output;
  assert.deepEqual([call.type, call.arguments], ['function_call', '{"city":"Paris"}']);
  const input = [...ASKED, call, { type: 'function_call_output', call_id: call.call_id, output: '18 degrees' }];
  const answer = await demo.responses.create({ model: MODEL, input, tools, max_output_tokens: 8 });
  contains(answer.output_text, 'The tool answered "18 degrees"');
});

await check('openai', 'responses, structured output', async () => {
  const text = { format: zodTextFormat(Person, 'person') };
  assert.deepEqual((await demo.responses.parse({ model: MODEL, input: PERSON, text })).output_parsed, ADA);
});

await check('openai', 'num_ctx reaches Ollama', async () => {
  await chat(fake, 'options-js-openai', { temperature: 0.5, num_ctx: 8192, options: { top_k: 20 } });
  const [{ options }] = await requests('options-js-openai');
  assert.deepEqual(options, { temperature: 0.5, num_ctx: 8192, top_k: 20 });
});

await check('openai', 'retry when Ollama is busy', async () => {
  const answer = await chat(client(FAKE + '/v1', { maxRetries: 2 }), 'busy-once-js-openai');
  assert.equal(answer.choices[0].message.content, 'one two three');
  assert.equal((await requests('busy-once-js-openai')).length, 2);
});

await check('openai', 'wrong key', async () => {
  const stranger = client(DEMO + '/v1', { apiKey: 'wrong' });
  const error = await thrown(() => chat(stranger, MODEL), 'Missing or invalid API key');
  assert.ok(error instanceof OpenAI.AuthenticationError);
  assert.equal(error.code, 'invalid_api_key');
});

for (const [status, kind] of Object.entries(ERRORS)) {
  await check('openai', `status ${status}`, async () => {
    for (const stream of [false, true]) {
      const error = await thrown(() => chat(fake, `fail-${status}`, { stream }), `scripted ${status}`);
      assert.ok(error instanceof kind, `${error.name} is not a ${kind.name}`);
    }
  });
}

for (const [script, text] of Object.entries(BREAKS)) {
  await check('openai', `stream, ${script}`, async () => {
    const stream = await chat(fake, `${script}-js-openai`, { stream: true });
    const error = await thrown(() => all(stream), text);
    assert.ok(error instanceof OpenAI.APIError);
  });

  await check('openai', `responses, ${script}`, async () => {
    const events = [];
    const stream = await fake.responses.create({ model: `${script}-js-openai`, input: QUESTION, stream: true });
    await thrown(() => into(events, stream), 'terminated');
    assert.equal(events.at(-1).type, 'response.failed');
    contains(events.at(-1).response.error.message, text);
  });
}

await check('openai', 'stream, truncate', async () => {
  const chunks = await all(await chat(fake, 'truncate-js-openai', { stream: true }));
  assert.equal(chunks.at(-1).choices[0].finish_reason, 'length');
});
