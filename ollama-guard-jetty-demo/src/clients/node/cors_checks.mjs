// OpenAI's own library, and a WebSocket, in pages of other origins than the guard's.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { open } from './browser.mjs';
import { DEMO, FAKE, KEY, MODEL, check, contains } from './harness.mjs';

const ALLOWED = process.env.PAGES_URL;
const FOREIGN = ALLOWED.replace('127.0.0.1', 'localhost');
const WEBSOCKET_PAGE = new URL('../../../../docs/websocket.md', import.meta.url);

/** Runs in the page: a chat, and what came of it. */
async function chat({ base, key, model, stream }) {
  const { default: OpenAI } = await import('/node_modules/openai/index.mjs');
  const openai = new OpenAI({ baseURL: base + '/v1', apiKey: key, maxRetries: 0, dangerouslyAllowBrowser: true });
  const asked = { model, stream, max_tokens: 12, messages: [{ role: 'user', content: 'Hello' }] };
  try {
    const answer = await openai.chat.completions.create(asked);
    if (!stream) return { text: answer.choices[0].message.content, requestId: answer._request_id };
    let text = '';
    for await (const chunk of answer) text += chunk.choices[0]?.delta.content ?? '';
    return { text };
  } catch (e) {
    const { status, code, message, requestID } = e;
    const headers = Object.fromEntries(e.headers ?? []);
    return { kind: e.constructor.name, status, code, message, requestId: requestID, headers };
  }
}

/** Runs in the page: whether a WebSocket opens. */
function opens({ base, key }) {
  return new Promise((resolve) => {
    const protocols = ['realtime', `openai-insecure-api-key.${key}`];
    const socket = new WebSocket(base.replace('http:', 'ws:') + '/v1/chat/completions', protocols);
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
}

const allowed = await open(`${ALLOWED}/page.html`);
const foreign = await open(`${FOREIGN}/page.html`);
const asked = { base: DEMO, key: KEY, model: MODEL };

await check('page, openai', 'chat and stream', async () => {
  const whole = await allowed.evaluate(chat, asked);
  contains(whole.text, 'Hello from the demo model');
  assert.match(whole.requestId, /^req_/);
  assert.equal((await allowed.evaluate(chat, { ...asked, stream: true })).text, whole.text);
});

await check('page, openai', 'a wrong key is told to the page', async () => {
  const error = await allowed.evaluate(chat, { ...asked, key: 'wrong' });
  assert.deepEqual([error.status, error.code], [401, 'invalid_api_key']);
  contains(error.message, 'Missing or invalid API key');
  assert.match(error.requestId, /^req_/);
  contains(error.headers['www-authenticate'], 'Bearer');
});

await check('page, openai', 'when to try again is told to the page', async () => {
  const error = await allowed.evaluate(chat, { ...asked, base: FAKE, model: 'busy-once-page' });
  assert.equal(error.status, 503);
  contains(error.message, 'server busy');
  assert.match(error.headers['retry-after'], /^\d+$/);
});

await check('page, openai', 'a broken stream is told to the page', async () => {
  const error = await allowed.evaluate(chat, { ...asked, base: FAKE, model: 'break-page', stream: true });
  contains(error.message, 'ended unexpectedly');
});

await check('page, openai', 'another origin gets nothing', async () => {
  for (const stream of [false, true]) {
    const error = await foreign.evaluate(chat, { ...asked, stream });
    assert.deepEqual([error.message, error.status, error.requestId], ['Connection error.', undefined, undefined]);
  }
  contains(foreign.complaints.join(), 'blocked by CORS policy');
});

await check('page, WebSocket', 'the example prints an answer', async () => {
  const example = /```js\n(.*?)```/s.exec(readFileSync(WEBSOCKET_PAGE, 'utf8'))[1]
    .replace('ws://localhost:8080/ollama', DEMO.replace('http:', 'ws:'))
    .replace('YOUR_KEY', KEY)
    .replace('llama3.2', MODEL);
  await allowed.addScriptTag({ content: example });
  await allowed.getByText('Hello from the demo model').waitFor();
});

await check('page, WebSocket', 'another origin opens none', async () => {
  assert.equal(await allowed.evaluate(opens, asked), true);
  assert.equal(await foreign.evaluate(opens, asked), false);
});
