// Ollama's own library.

import assert from 'node:assert/strict';
import { Ollama } from 'ollama';
import {
  ADA, BREAKS, DEMO, FAKE, KEY, MODEL, PERSON, PNG, QUESTION, STATUSES,
  all, check, contains, early, requests, thrown,
} from './harness.mjs';

const demo = client(DEMO, KEY);
const fake = client(FAKE, KEY);

const ASKED = [{ role: 'user', content: QUESTION }];
const SHORT = { num_predict: 8 };
const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Tells the weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

function client(host, key) {
  return new Ollama({ host, headers: { Authorization: `Bearer ${key}` } });
}

async function* texts(stream) {
  for await (const line of stream) {
    yield line.message.content;
  }
}

await check('ollama', 'chat', async () => {
  const answer = await demo.chat({ model: MODEL, messages: ASKED, options: SHORT });
  contains(answer.message.content, 'Hello from the demo model');
  assert.deepEqual([answer.done, answer.done_reason, answer.eval_count], [true, 'length', 8]);
});

await check('ollama', 'stream', async () => {
  const whole = (await demo.chat({ model: MODEL, messages: ASKED, options: SHORT })).message.content;
  const stream = await demo.chat({ model: MODEL, messages: ASKED, options: SHORT, stream: true });
  assert.equal((await all(texts(stream))).join(''), whole);
});

await check('ollama', 'stream, first chunk at once', async () => {
  const model = 'hold-js-ollama';
  await early(model, texts(await fake.chat({ model, messages: ASKED, stream: true })));
});

await check('ollama', 'tools', async () => {
  const { message } = await demo.chat({ model: MODEL, messages: ASKED, tools: [WEATHER] });
  const call = message.tool_calls[0].function;
  assert.deepEqual([call.name, call.arguments], ['get_weather', { city: 'Paris' }]);
  const messages = [...ASKED, message, { role: 'tool', tool_name: call.name, content: '18 degrees' }];
  const answer = await demo.chat({ model: MODEL, messages, tools: [WEATHER], options: SHORT });
  contains(answer.message.content, 'The tool answered "18 degrees"');
});

await check('ollama', 'structured output', async () => {
  const format = { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } } };
  const answer = await demo.chat({ model: MODEL, messages: [{ role: 'user', content: PERSON }], format });
  assert.deepEqual(JSON.parse(answer.message.content), ADA);
});

await check('ollama', 'image', async () => {
  const messages = [{ role: 'user', content: 'What is this?', images: [PNG] }];
  await fake.chat({ model: 'image-js-ollama', messages });
  assert.deepEqual((await requests('image-js-ollama'))[0].messages, messages);
});

await check('ollama', 'embeddings', async () => {
  const { embeddings } = await demo.embed({ model: MODEL, input: ['a', 'b'] });
  assert.deepEqual(embeddings.map((vector) => vector.length), [384, 384]);
  assert.equal((await demo.embeddings({ model: MODEL, prompt: 'a' })).embedding.length, 384);
});

await check('ollama', 'models', async () => {
  assert.deepEqual((await demo.list()).models.map((model) => model.name), [MODEL]);
  assert.deepEqual((await demo.ps()).models.map((model) => model.name), [MODEL]);
  assert.ok((await demo.show({ model: MODEL })).capabilities.includes('tools'));
});

await check('ollama', 'generate', async () => {
  const whole = (await demo.generate({ model: MODEL, prompt: 'Hello', options: SHORT })).response;
  contains(whole, 'Hello from the demo model');
  const lines = await all(await demo.generate({ model: MODEL, prompt: 'Hello', options: SHORT, stream: true }));
  assert.equal(lines.map((line) => line.response).join(''), whole);
});

await check('ollama', 'num_ctx reaches Ollama', async () => {
  await fake.chat({ model: 'options-js-ollama', messages: ASKED, options: { num_ctx: 8192 } });
  assert.deepEqual((await requests('options-js-ollama'))[0].options, { num_ctx: 8192 });
});

await check('ollama', 'wrong key', async () => {
  const error = await thrown(() => client(DEMO, 'wrong').list(), 'Missing or invalid API key');
  assert.deepEqual([error.name, error.status_code], ['ResponseError', 401]);
});

await check('ollama', 'models cannot be pulled or deleted', async () => {
  for (const call of [() => demo.pull({ model: MODEL }), () => demo.delete({ model: MODEL })]) {
    assert.equal((await thrown(call, 'may not use this operation')).status_code, 403);
  }
});

for (const status of STATUSES) {
  await check('ollama', `status ${status}`, async () => {
    for (const stream of [false, true]) {
      const call = () => fake.chat({ model: `fail-${status}`, messages: ASKED, stream });
      const error = await thrown(call, `scripted ${status}`);
      assert.deepEqual([error.name, error.status_code], ['ResponseError', status]);
    }
  });
}

for (const [script, text] of Object.entries(BREAKS)) {
  await check('ollama', `stream, ${script}`, async () => {
    const stream = await fake.chat({ model: `${script}-js-ollama`, messages: ASKED, stream: true });
    await thrown(() => all(stream), text);
  });
}

await check('ollama', 'stream, truncate', async () => {
  const stream = await fake.chat({ model: 'truncate-js-ollama', messages: ASKED, stream: true });
  await thrown(() => all(stream), 'The answer of Ollama ended unexpectedly.');
});
