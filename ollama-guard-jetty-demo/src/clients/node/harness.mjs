// What all checks share: where the guards are, a line for each check, and the other side of the fake Ollama.

import assert from 'node:assert/strict';

export const KEY = process.env.GUARD_KEY;
export const DEMO = process.env.DEMO_GUARD_URL; // A guard in front of the demo model.
export const FAKE = process.env.FAKE_GUARD_URL; // A guard in front of fake_ollama.py.
export const MODEL = 'demo:latest';
export const TIMEOUT = 20_000; // Above the longest hold of the fake Ollama.

export const QUESTION = 'What is the weather in Paris?';
export const PERSON = 'Who is Ada, aged 36?';
export const ADA = { name: 'Ada', age: 36 };
export const STATUSES = [400, 401, 403, 404, 429, 500, 503];
export const BREAKS = { break: 'ended unexpectedly', stumble: 'the runner stumbled' };

/** Runs a check at once and prints what became of it. */
export async function check(client, what, run) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no end')), TIMEOUT);
  });
  try {
    await Promise.race([run(), late]);
    console.log(`ok node ${client}: ${what}`);
  } catch (e) {
    process.exitCode = 1;
    const reason = `${e?.name}: ${e?.message}`.split(/\s+/).join(' ').slice(0, 300);
    console.log(`FAIL node ${client}: ${what}: ${reason}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Returns the error that a call must throw, with a part of its message. */
export async function thrown(call, text) {
  try {
    await call();
  } catch (e) {
    contains(e.message, text);
    return e;
  }
  return assert.fail('nothing was thrown');
}

export function contains(text, part) {
  assert.ok(text.includes(part), `${JSON.stringify(text)} lacks ${JSON.stringify(part)}`);
}

/** Collects a sequence; what came before an error stays in items. */
export async function into(items, sequence) {
  for await (const item of sequence) {
    items.push(item);
  }
  return items;
}

export function all(sequence) {
  return into([], sequence);
}

/** The bodies that reached Ollama for a model. */
export function requests(model) {
  return control('GET', 'requests', model);
}

/** Checks that the first text is here while the rest is held back; texts is what a client reads. */
export async function early(model, texts) {
  let whole = '';
  let held = false;
  for await (const text of texts) {
    if (whole === '' && text) {
      ({ held } = await control('POST', 'release', model));
    }
    whole += text;
  }
  assert.equal(whole, 'one two three');
  assert.ok(held, 'the first chunk did not arrive while the rest was held back');
}

async function control(method, what, model) {
  const response = await fetch(`${process.env.FAKE_URL}/${what}?model=${model}`, { method });
  return response.json();
}

/** A picture of one pixel, in base64. */
export const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg==';
