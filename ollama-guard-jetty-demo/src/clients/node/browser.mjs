// The Chromium of this machine, for checks with pages.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium-headless-shell', 'chromium', 'google-chrome'];

/** The browser, or null where there is none. */
export const browser = await start();

async function start() {
  const places = process.env.PATH.split(delimiter);
  const executablePath = NAMES.flatMap((name) => places.map((place) => join(place, name))).find(isExecutable);
  return executablePath ? chromium.launch({ executablePath }) : null;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Opens a page in a profile of its own, which notes what goes wrong there and where it sends requests. */
export async function open(url, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.complaints = [];
  page.requested = [];
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && page.complaints.push(message.text()));
  page.on('request', (request) => page.requested.push(request.url()));
  await page.goto(url);
  return page;
}
