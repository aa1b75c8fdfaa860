// The playground, as somebody uses it on a desk and on a phone. Leaves screenshots.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { open } from './browser.mjs';
import { DEMO, FAKE, KEY, check, contains } from './harness.mjs';

const SCREENSHOTS = process.env.SCREENSHOTS;
const DESK = { viewport: { width: 1000, height: 620 }, deviceScaleFactor: 2 };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

mkdirSync(SCREENSHOTS, { recursive: true });

/** What there is to see and to press, by the names that everybody hears. */
function parts(page) {
  return {
    key: page.getByLabel('API key'),
    enter: page.getByRole('button', { name: 'Enter' }),
    alert: page.getByRole('alert').filter({ visible: true }),
    model: page.getByLabel('Model'),
    message: page.getByLabel('Message', { exact: true }),
    send: page.getByRole('button', { name: 'Send' }),
    stop: page.getByRole('button', { name: 'Stop' }),
    anew: page.getByRole('button', { name: 'New chat' }),
    leave: page.getByRole('button', { name: 'Leave' }),
    answers: page.locator('article .text'),
    facts: page.getByRole('list', { name: 'About this answer' }),
  };
}

async function enter(page, key = KEY) {
  await parts(page).key.fill(key);
  await parts(page).key.press('Enter');
}

/** Enters and asks, and waits for the end of the answer. */
async function asking(guard, options, question, model) {
  const page = await open(guard + '/', options);
  await enter(page);
  const { message, send } = parts(page);
  await message.waitFor();
  if (model) await parts(page).model.selectOption(model);
  await message.fill(question);
  await message.press('Enter');
  await send.waitFor();
  return page;
}

async function screenshot(page, name) {
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
}

/** Nothing against WCAG 2.2 AA that a program can find, contrast included, and nothing wider than the screen. */
async function accessible(page) {
  await page.evaluate(AXE);
  const { passes, violations } = await page.evaluate((runOnly) => window.axe.run({ runOnly }), RULES);
  assert.ok(passes.some(({ id }) => id === 'color-contrast'));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
  const [width, visible] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(width <= visible, `${width} pixels on ${visible}`);
}

for (const [device, options] of Object.entries({ desk: DESK, phone: PHONE })) {
  for (const colorScheme of ['light', 'dark']) {
    await check('playground', `${device}, ${colorScheme}`, async () => {
      const page = await open(DEMO + '/', { ...options, colorScheme });
      const { key, message, answers, facts, send } = parts(page);
      await key.waitFor();
      await accessible(page);
      await screenshot(page, `${device}-${colorScheme}-door`);
      await enter(page);
      await message.waitFor();
      await accessible(page);
      await screenshot(page, `${device}-${colorScheme}-room`);
      await message.fill('Hello! Who are you?');
      await message.press('Enter');
      await send.waitFor();
      contains(await answers.textContent(), 'Hello from the demo model');
      assert.match(await facts.innerText(), /^[\d.]+ tokens\/s\s+first token after \d\.\d\d s\s+\d+ tokens\s+req_[0-9a-f]{32}$/);
      await accessible(page);
      await screenshot(page, `${device}-${colorScheme}-answer`);
      assert.deepEqual(page.complaints, []);
    });
  }
}

await check('playground', 'a wrong key stays outside', async () => {
  const page = await open(DEMO + '/');
  for (const key of ['wrong', 'not plain: ä']) {
    await enter(page, key);
    await parts(page).alert.getByText('Missing or invalid API key').waitFor();
    contains(await parts(page).alert.innerText(), 'req_');
  }
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

await check('playground', 'the key stays in its tab, until one leaves', async () => {
  const page = await asking(DEMO, DESK, 'Hello');
  await page.reload();
  await parts(page).message.waitFor();
  const other = await page.context().newPage();
  await other.goto(DEMO + '/');
  await parts(other).key.waitFor();
  await parts(page).leave.click();
  await parts(page).key.waitFor();
  assert.equal(await parts(page).key.inputValue(), '');
  assert.deepEqual(await page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie]), [0, 0, '']);
  assert.deepEqual(page.requested.filter((url) => url.includes(KEY) || !url.startsWith(DEMO)), []);
});

await check('playground', 'by keyboard alone: ask, stop, ask on, begin anew', async () => {
  const page = await open(DEMO + '/');
  await enter(page);
  const { message, answers, facts, send, stop, anew } = parts(page);
  await page.getByRole('button', { name: /haiku/ }).press('Enter');
  await answers.getByText('Hello').waitFor();
  assert.equal(await send.isVisible(), false);
  await message.press('Escape');
  await facts.getByText('stopped').waitFor();
  assert.equal(await stop.isVisible(), false);
  await message.pressSequentially('One');
  await message.press('Shift+Enter');
  await message.pressSequentially('two');
  await message.press('Enter');
  await answers.nth(1).getByText('I received 3 messages; the last one says "One two"').waitFor();
  await anew.press('Enter');
  await page.getByRole('heading', { name: 'What shall the model do?' }).waitFor();
  await message.fill('Three');
  await message.press('Enter');
  await answers.getByText('I received 1 message; the last one says "Three"').waitFor();
});

await check('playground', 'the stop button stops before the end', async () => {
  const page = await open(FAKE + '/', PHONE);
  await enter(page);
  const { message, model, send, stop, answers } = parts(page);
  await model.selectOption('hold-page');
  await message.fill('Hello');
  await send.tap();
  await answers.getByText('one').waitFor();
  await stop.tap();
  await send.waitFor();
  assert.equal(await answers.textContent(), 'one');
});

await check('playground', 'refusals are shown in the words of the guard', async () => {
  const page = await asking(FAKE, { ...DESK, colorScheme: 'light' }, 'Hello', 'fail-503');
  const { alert, facts, message, answers } = parts(page);
  contains(await alert.innerText(), 'scripted 503');
  assert.match(await facts.innerText(), /^status 503[^]+req_[0-9a-f]{32}$/);
  assert.equal(await message.inputValue(), 'Hello');
  await accessible(page);
  await screenshot(page, 'refusal');
  const broken = await asking(FAKE, DESK, 'Hello', 'break-page');
  contains(await parts(broken).alert.innerText(), 'ended unexpectedly');
  assert.equal(await parts(broken).answers.textContent(), 'one two');
  await broken.context().setOffline(true);
  await parts(broken).message.fill('Again');
  await parts(broken).message.press('Enter');
  await parts(broken).alert.getByText('The connection to the server failed.').waitFor();
  assert.equal(await answers.textContent(), '');
});

await check('playground', 'thinking is folded away', async () => {
  const page = await asking(FAKE, DESK, 'Hello', 'think-page');
  assert.equal(await parts(page).answers.textContent(), 'one two three');
  assert.equal(await page.getByText('well').isVisible(), false);
  await page.getByText('Thinking').click();
  await page.getByText('well').waitFor();
});

await check('playground', 'code, bold words and headings look like that', async () => {
  const page = await open(DEMO + '/');
  const shown = await page.evaluate(async () => {
    const { prose } = await import('./playground/prose.js');
    const show = (text) => prose(text).map((each) => each.outerHTML);
    return [
      show('# Title\nUse `a < b` **now**.\n\n```js\nif (a < b) {\n  c();\n}\n```\nDone * 2 ** 3'),
      show('Open:\n```\n**x**\n'),
    ];
  });
  assert.deepEqual(shown, [
    [
      '<p><strong>Title</strong>\nUse <code>a &lt; b</code> <strong>now</strong>.</p>',
      '<pre><code>if (a &lt; b) {\n  c();\n}</code></pre>',
      '<p>Done * 2 ** 3</p>',
    ],
    ['<p>Open:</p>', '<pre><code>**x**</code></pre>'],
  ]);
});

await check('playground', 'nothing that a model says is run, and no other server is reached', async () => {
  const page = await asking(DEMO, DESK, '<img src=x onerror=alert(1)>');
  contains(await parts(page).answers.textContent(), '<img src=x onerror=alert(1)>');
  assert.equal(await page.locator('article img').count(), 0);
  const outcomes = await page.evaluate(async (elsewhere) => {
    const inline = document.createElement('div');
    const outcome = (action) => Promise.resolve().then(action).then(() => 'done', (e) => e.name);
    return [
      await outcome(() => fetch(elsewhere + '/healthz', { mode: 'no-cors' })),
      await outcome(() => { inline.innerHTML = '<b>x</b>'; }),
    ];
  }, FAKE);
  assert.deepEqual(outcomes, ['TypeError', 'TypeError']);
});
