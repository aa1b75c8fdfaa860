// Runs all checks of the JavaScript clients, one line each.

await import('./openai_checks.mjs');
await import('./ollama_checks.mjs');
await import('./ai_checks.mjs');
await import('./websocket_checks.mjs');
await import('./page_checks.mjs');
const { browser } = await import('./browser.mjs');
if (browser) {
  await import('./cors_checks.mjs');
  await import('./playground_checks.mjs');
  await browser.close();
} else {
  console.log('skipped node pages: needs Chromium');
}
process.exit(); // Cancelled streams and open connections need not delay the end.
