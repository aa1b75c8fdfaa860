package io.github.ollamaguard.servlet;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** The writer of a {@link RecordedResponse}: counts what its characters become. Used by one thread at a time. */
final class RecordedWriter extends FilterWriter {
    private final Charset charset;
    private final Recording recording;

    RecordedWriter(PrintWriter writer, String encoding, Recording recording) {
        super(writer);
        this.charset = Charset.forName(encoding);
        this.recording = recording;
    }

    @Override
    public void write(int character) throws IOException {
        write(String.valueOf((char) character), 0, 1);
    }

    @Override
    public void write(char[] characters, int offset, int length) throws IOException {
        write(String.valueOf(characters, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        super.write(text, offset, length);
        recording.sent(text.substring(offset, offset + length).getBytes(charset).length);
    }
}
