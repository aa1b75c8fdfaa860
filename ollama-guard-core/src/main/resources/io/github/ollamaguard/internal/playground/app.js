// The page: a door that asks for the key, and a room for the conversation.

import { chat, models } from './api.js';
import { Meter } from './meter.js';
import { Turn } from './turn.js';

const KEY = 'ollama-guard-key';
const $ = (id) => document.getElementById(id);

let key = '';
let messages = []; // The conversation, as the model is told it.
let running = null; // Breaks off the answer that is coming.

async function open(candidate) {
  $('enter').disabled = true;
  $('wrong').textContent = '';
  try {
    const names = await models(candidate);
    offer(names);
    key = candidate;
    sessionStorage.setItem(KEY, key);
    show('room', 'question');
  } catch (e) {
    if (e.status === 401) sessionStorage.removeItem(KEY);
    show('door', 'key');
    $('wrong').textContent = [e.message, e.requestId].filter(Boolean).join('\n');
  }
  $('enter').disabled = false;
}

function offer(names) {
  const none = names.length === 0;
  $('model').replaceChildren(...names.map((name) => new Option(name)));
  $('send').disabled = none;
  $('ideas').hidden = none;
  $('invitation').textContent = none ? 'There is no model for this key.' : 'What shall the model do?';
}

function close() {
  sessionStorage.removeItem(KEY);
  key = '';
  startAnew();
  write('');
  offer([]);
  show('door', 'key');
}

function show(place, focused) {
  $('key').value = '';
  $('door').hidden = place !== 'door';
  $('room').hidden = place !== 'room';
  $(focused).focus();
}

function startAnew() {
  running?.abort();
  messages = [];
  $('conversation').replaceChildren();
  $('welcome').hidden = false;
  say('');
  $('question').focus();
}

async function ask(question) {
  const conversation = messages;
  const asked = { role: 'user', content: question };
  const turn = new Turn(question);
  const abort = new AbortController();
  $('welcome').hidden = true;
  $('conversation').append(turn.element);
  $('scroller').scrollTop = $('scroller').scrollHeight;
  run(abort);
  try {
    await receive(turn, [...conversation, asked], abort.signal);
    say('The answer is complete.');
  } catch (e) {
    say(abort.signal.aborted ? 'Stopped.' : '');
    follow(() => (abort.signal.aborted ? turn.stopped() : turn.refused(e)));
  }
  if (running === abort) run(null);
  if (turn.text) conversation.push(asked, { role: 'assistant', content: turn.text });
  else if (conversation === messages && !$('question').value) write(question);
}

async function receive(turn, conversation, signal) {
  const meter = new Meter();
  const answer = await chat(key, $('model').value, conversation, signal);
  turn.requestId = answer.requestId;
  for await (const { choices, usage } of answer.chunks) {
    const { content, reasoning, reasoning_content } = choices[0]?.delta ?? {};
    const thought = reasoning ?? reasoning_content;
    if (content || thought) meter.piece();
    if (usage) meter.total(usage.completion_tokens);
    follow(() => {
      turn.think(thought ?? '');
      turn.speak(content ?? '');
      turn.tell(meter.facts());
    });
  }
}

/** Keeps the end of the conversation in sight, unless somebody has scrolled up to read. */
function follow(change) {
  const { scrollHeight, scrollTop, clientHeight } = $('scroller');
  change();
  if (scrollHeight - scrollTop - clientHeight < 48) $('scroller').scrollTop = $('scroller').scrollHeight;
}

function run(abort) {
  running = abort;
  $('conversation').ariaBusy = String(abort !== null);
  $('send').hidden = abort !== null;
  $('stop').hidden = abort === null;
  if (abort) say('The model answers.');
}

function say(text) {
  $('status').textContent = text;
}

/** Puts a text where one writes, which grows with it. */
function write(text) {
  const field = $('question');
  field.value = text;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}

function submit(question) {
  if (question && !running && !$('send').disabled) {
    write('');
    ask(question);
  }
}

$('access').addEventListener('submit', (event) => {
  event.preventDefault();
  open($('key').value.trim());
});
$('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  submit($('question').value.trim());
});
$('question').addEventListener('input', () => write($('question').value));
$('question').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit($('question').value.trim());
  }
});
document.addEventListener('keydown', (event) => event.key === 'Escape' && running?.abort());
$('stop').addEventListener('click', () => {
  running?.abort();
  $('question').focus();
});
$('ideas').addEventListener('click', ({ target }) => target.matches('button') && submit(target.textContent));
$('anew').addEventListener('click', startAnew);
$('leave').addEventListener('click', close);
for (const code of document.querySelectorAll('[data-path]')) {
  code.textContent = new URL(code.dataset.path, document.baseURI).href.replace(/\/$/, '');
}

const remembered = sessionStorage.getItem(KEY);
if (remembered) open(remembered);
else show('door', 'key');
