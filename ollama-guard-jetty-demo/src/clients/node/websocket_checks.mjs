// The WebSocket of browsers, which Node.js has as well, and the example of docs/websocket.md as it is printed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DEMO, FAKE, KEY, MODEL, check, contains } from './harness.mjs';

const PAGE = new URL('../../../../docs/websocket.md', import.meta.url);
const CHAT = JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'Hi' }] });

/** Opens a WebSocket as a page does. */
function open(guard, path, key = KEY) {
  return new WebSocket(guard.replace('http:', 'ws:') + path, ['realtime', `openai-insecure-api-key.${key}`]);
}

/** Sends a request and returns the messages up to the last one, which the test recognises. */
function ask(socket, request, isLast) {
  return new Promise((resolve, reject) => {
    const messages = [];
    socket.onopen = () => socket.send(request);
    socket.onerror = () => reject(new Error('not opened'));
    socket.onmessage = ({ data }) => {
      messages.push(data);
      if (isLast(data)) resolve(messages);
    };
    if (socket.readyState === WebSocket.OPEN) socket.onopen();
  });
}

await check('WebSocket', 'the example of the page prints an answer', async () => {
  const example = /```js\n(.*?)```/s.exec(readFileSync(PAGE, 'utf8'))[1]
    .replace('ws://localhost:8080/ollama', DEMO.replace('http:', 'ws:'))
    .replace('YOUR_KEY', KEY)
    .replace('llama3.2', MODEL);
  let printed = '';
  await new Promise((resolve, reject) => {
    class Watched extends WebSocket {
      constructor(...args) {
        super(...args);
        this.addEventListener('close', ({ code }) => (code === 1000 || code === 1005 ? resolve() : reject(new Error(code))));
      }
    }
    const document = { body: { append: (text) => (printed += text) } };
    new Function('WebSocket', 'document', example)(Watched, document);
  });
  assert.ok(printed.length > 10, printed);
});

await check('WebSocket', 'a chat streams in both dialects, again and again', async () => {
  const socket = open(DEMO, '/v1/chat/completions');
  for (let i = 0; i < 2; i++) {
    const messages = await ask(socket, CHAT, (data) => data === '[DONE]');
    assert.ok(messages.length > 3);
    contains(messages[0], '"chat.completion.chunk"');
  }
  socket.close();
  assert.equal(socket.protocol, 'realtime');
  const native = open(DEMO, '/api/chat');
  const lines = await ask(native, CHAT, (data) => JSON.parse(data).done);
  assert.ok(lines.length > 3);
  native.close();
});

await check('WebSocket', 'an error leaves the connection open', async () => {
  const socket = open(DEMO, '/v1/chat/completions');
  const [error] = await ask(socket, CHAT.replace(MODEL, 'unknown'), () => true);
  assert.equal(JSON.parse(error).error.code, 'model_not_found');
  assert.equal((await ask(socket, CHAT, (data) => data === '[DONE]')).at(-1), '[DONE]');
  socket.close();
});

await check('WebSocket', 'a wrong key opens nothing', async () => {
  await assert.rejects(ask(open(FAKE, '/api/chat', 'wrong'), CHAT, () => true), /not opened/);
});
