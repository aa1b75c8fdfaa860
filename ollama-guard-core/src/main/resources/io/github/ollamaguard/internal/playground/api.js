// The guard's OpenAI API, as far as this page needs it. All addresses are relative to the page.

/** What the guard has against a request; the details are for whoever looks into it. */
export class Refusal extends Error {
  constructor(message, details = [], requestId = null, status = null) {
    super(message);
    this.status = status;
    this.details = details.filter(Boolean);
    this.requestId = requestId;
  }
}

/** Returns the names of the models that a key may use. */
export async function models(key) {
  const response = await ask('v1/models', key);
  return (await response.json()).data.map((model) => model.id);
}

/** Begins an answer; returns the number of the request, and the chunks as they come. */
export async function chat(key, model, messages, signal) {
  const response = await ask('v1/chat/completions', key, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ model, messages, stream: true, stream_options: { include_usage: true } }),
    signal,
  });
  return { requestId: response.headers.get('X-Request-Id'), chunks: chunks(response.body) };
}

async function ask(path, key, request = {}) {
  // Headers take no other characters, and keys have none; such a one is as wrong as a missing one.
  const authorization = /^[!-~]+$/.test(key) ? { Authorization: `Bearer ${key}` } : {};
  const headers = { ...request.headers, ...authorization };
  const response = await reach(() => fetch(path, { ...request, headers, cache: 'no-store' }));
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response) {
  const { error } = await response.json().catch(() => ({}));
  const wait = response.headers.get('Retry-After');
  return new Refusal(
    error?.message ?? 'The request was refused, but not by the guard.',
    [`status ${response.status}`, error?.code, wait && `try again in ${wait} s`],
    response.headers.get('X-Request-Id'),
    response.status,
  );
}

/** Reads server-sent events as the guard writes them, each with one line of data. */
async function* chunks(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    while (true) {
      const { value, done } = await reach(() => reader.read());
      if (done) throw new Refusal('The answer broke off.');
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines.filter((each) => each.startsWith('data: '))) {
        const data = line.slice('data: '.length);
        if (data === '[DONE]') return;
        const chunk = JSON.parse(data);
        if (chunk.error) throw new Refusal(chunk.error.message, [chunk.error.code]);
        yield chunk;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Browsers do not tell a page why something could not be reached. */
async function reach(call) {
  try {
    return await call();
  } catch (e) {
    throw e.name === 'AbortError' ? e : new Refusal('The connection to the server failed.');
  }
}
