// Runs all checks of the JavaScript clients, one line each.

await import('./openai_checks.mjs');
await import('./ollama_checks.mjs');
await import('./ai_checks.mjs');
await import('./websocket_checks.mjs');
process.exit(); // Cancelled streams and open connections need not delay the end.
