package io.github.ollamaguard.internal.stream;

import io.github.ollamaguard.usage.Usage;
import java.nio.charset.StandardCharsets;

/**
 * Reads the few members of a native reply that say how it ends while its bytes pass by untouched: of each line of a
 * stream (NDJSON), or of a single document, the top-level {@code done}, {@code status}, {@code error} and the counters
 * of tokens, in any order. Needs no more memory for a reply of any length, and it does not matter where its bytes are
 * split. Not thread-safe.
 */
public final class ReplyScanner {
    /** Longer names and values are none that matter. */
    private static final int LONGEST = 32;

    private final TokenCount tokens;
    private final byte[] word = new byte[LONGEST];
    private int wordLength;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean inValue;
    private String member = "";

    private long prompt = -1; // Of the current line, as are the next five.
    private long completion = -1;
    private long cached;
    private boolean last;
    private boolean open;
    private boolean failed;

    private long lines;
    private boolean finished;

    /** A scanner that reports tokens, and the lines that stand for them meanwhile. */
    public ReplyScanner(TokenCount tokens) {
        this.tokens = tokens;
    }

    /** Takes the next bytes of the reply. */
    public void scan(byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (inString) {
                inString(bytes[i]);
            } else {
                outside(bytes[i]);
            }
        }
    }

    /**
     * Returns whether the reply has come to its own end: {@code "done":true}, {@code "status":"success"} or an error. A
     * server that dies may close its connection as if all had been said.
     */
    public boolean isFinished() {
        return finished;
    }

    private void inString(byte next) {
        if (escaped) {
            escaped = false;
            add(next);
        } else if (next == '\\') {
            escaped = true;
            add(next);
        } else if (next != '"') {
            add(next);
        } else {
            inString = false;
            if (depth == 1 && !inValue) {
                member = new String(word, 0, wordLength, StandardCharsets.ISO_8859_1);
            }
        }
    }

    private void outside(byte next) {
        switch (next) {
            case '"' -> {
                inString = true;
                wordLength = depth == 1 ? 0 : LONGEST;
            }
            case '{', '[' -> depth++;
            case '}', ']' -> close();
            case ':' -> {
                inValue = depth == 1 || inValue;
                wordLength = depth == 1 ? 0 : wordLength;
            }
            case ',' -> {
                if (depth == 1) {
                    endMember();
                }
            }
            default -> {
                if (next > ' ') {
                    add(next);
                }
            }
        }
    }

    private void add(byte next) {
        if (depth == 1 && wordLength < LONGEST) {
            word[wordLength++] = next;
        }
    }

    private void close() {
        if (depth == 1) {
            endMember();
            endLine();
        }
        depth = Math.max(0, depth - 1);
    }

    private void endMember() {
        switch (member) {
            case "done" -> {
                last |= is("true");
                open |= is("false");
            }
            case "done_reason" -> last |= wordLength > 0 && !is("null");
            case "status" -> last |= is("success");
            case "error" -> failed |= !is("null");
            case "prompt_eval_count" -> prompt = number();
            case "eval_count" -> completion = number();
            case "prompt_eval_cached_count" -> cached = Math.max(0, number());
            default -> {}
        }
        member = "";
        inValue = false;
        wordLength = 0;
    }

    private void endLine() {
        if (prompt >= 0 || completion >= 0) {
            tokens.counted(new Usage(Math.max(0, prompt), Math.max(0, completion), cached), lines);
            lines = 0;
        } else if (open) {
            tokens.line();
            lines++;
        }
        finished |= last || failed;
        prompt = -1;
        completion = -1;
        cached = 0;
        last = false;
        open = false;
        failed = false;
    }

    private boolean is(String text) {
        if (wordLength != text.length()) {
            return false;
        }
        for (int i = 0; i < wordLength; i++) {
            if (word[i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the word as a whole number of up to 18 digits, or -1. */
    private long number() {
        if (wordLength == 0 || wordLength > 18) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < wordLength; i++) {
            if (word[i] < '0' || word[i] > '9') {
                return -1;
            }
            number = number * 10 + word[i] - '0';
        }
        return number;
    }
}
