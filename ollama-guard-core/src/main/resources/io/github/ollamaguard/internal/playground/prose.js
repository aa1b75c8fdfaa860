// The little Markdown that answers are full of: code, bold words, headings. All other text stays as it is.

const FENCE = /^ *```.*\n?/m;
const MARKED = /(`[^`\n]+`|\*\*[^*\n]+\*\*|^#{1,6} .+)/m;

/** Returns the elements that show a text, also one that is not complete yet. */
export function prose(text) {
  // What stands between two fences is code.
  return text.split(FENCE).flatMap((part, i) => {
    const trimmed = part.replace(/^\n+|\s+$/g, '');
    if (!trimmed) return [];
    return i % 2 ? element('pre', element('code', trimmed)) : element('p', ...trimmed.split(MARKED).map(marked));
  });
}

function marked(text, i) {
  if (i % 2 === 0) return text;
  if (text.startsWith('`')) return element('code', text.slice(1, -1));
  return element('strong', text.startsWith('#') ? text.replace(/^#+ /, '') : text.slice(2, -2));
}

function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}
